/** A process for the tests of turns: takes the turn, says so, and holds it until its stdin says something or it is killed. */
import process from "node:process";
import { takeTurn } from "../../../lib/host/turn.ts";

const [, , file = ""] = process.argv;
process.stdout.write("asking\n");
const turn = await takeTurn(file, {
  platform: process.platform,
  onWait: (holder) => void process.stdout.write(`waiting for ${holder}\n`),
});
process.stdout.write("taken\n");
process.stdin.once("data", () => {
  turn?.end();
  process.exit();
});
