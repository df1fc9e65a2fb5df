/** All hosts whose facts are known. */
import * as containers from "./containers.ts";
import type { HostFixture } from "./fixture.ts";
import * as others from "./others.ts";
import * as wsl1 from "./wsl1.ts";
import * as wsl2 from "./wsl2.ts";
import * as mounts from "./wsl2-mounts.ts";

export const hosts: HostFixture[] = [wsl1, wsl2, mounts, containers, others].flatMap((file) =>
  Object.values<HostFixture>(file),
);
