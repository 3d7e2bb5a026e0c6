import "./styles/pages/console.css";
import "./styles/pages/screen.css";
import { Application } from "@hotwired/stimulus";
import { ConsoleController } from "./controllers/console";
import { ScreenController } from "./controllers/screen";

const application = Application.start();
application.register("console", ConsoleController);
application.register("screen", ScreenController);
