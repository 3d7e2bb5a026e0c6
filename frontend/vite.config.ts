import { defineConfig } from "vitest/config";

// Fixed file names: Django's manifest storage adds the hashes.
export default defineConfig({
  base: "./",
  publicDir: false,
  build: {
    outDir: "static/build",
    emptyOutDir: true,
    target: "es2022",
    cssTarget: ["chrome111", "firefox113", "safari16.4"],
    modulePreload: false,
    rollupOptions: {
      input: { app: "src/app.ts" },
      output: {
        entryFileNames: "[name].js",
        assetFileNames: "[name][extname]",
      },
    },
  },
  test: {
    environment: "happy-dom",
    include: ["src/**/*.test.ts"],
  },
});
