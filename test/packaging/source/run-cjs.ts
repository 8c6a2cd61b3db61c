/** Runs the shop as CommonJS, and imports the package besides. */
import { runShop } from './shop.js';

void runShop((entry) => import(entry)).then((report) => process.stdout.write(JSON.stringify(report)));
