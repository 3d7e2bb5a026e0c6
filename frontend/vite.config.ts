import { defineConfig } from "vitest/config";

// Fixed file names: Django's manifest storage adds the hashes. The host console is a bundle of its own
// (`--mode console`), built apart so that no file is shared: citizens load nothing of it.
export default defineConfig(({ mode }) => ({
  base: "./",
  publicDir: false,
  build: {
    outDir: "static/build",
    emptyOutDir: mode !== "console",
    target: "es2022",
    cssTarget: ["chrome111", "firefox113", "safari16.4"],
    modulePreload: false,
    rollupOptions: {
      input: mode === "console" ? { console: "src/console.ts" } : { app: "src/app.ts" },
      output: {
        entryFileNames: "[name].js",
        assetFileNames: "[name][extname]",
      },
    },
  },
  // Tests of the console read the server's own templates.
  server: { fs: { allow: [".", "../interaction/interviews/templates"] } },
  test: {
    environment: "happy-dom",
    include: ["src/**/*.test.ts"],
  },
}));
