/** Once before the marked tests that run on the executable, too: they need nothing but it and the shipped example. */
import { compileExecutable } from "./setup.ts";

export default compileExecutable;
