/** What tells the name of a distribution and the state of interop; whole hosts are in hosts.test.ts. */
import { describe, expect, it } from "vitest";
import {
  distributionName,
  interopState,
  type DistributionFacts,
  type InteropFacts,
} from "../../../lib/host/distribution.ts";
import { binfmt, enabledText } from "../../hosts/fixture.ts";

const disabledText = "disabled\ninterpreter /init\n";

describe("distributionName", () => {
  const none: DistributionFacts = { environment: {}, ancestors: [], firstProcesses: [] };

  it.each<[facts: Partial<DistributionFacts>, name: string | undefined, certain?: boolean]>([
    [{ environment: { WSL_DISTRO_NAME: "A b" }, ancestors: ["WSL_DISTRO_NAME=C\0"] }, "A b", true],
    [{ environment: { WSL_DISTRO_NAME: "" }, ancestors: ["X=1\0WSL_DISTRO_NAME=C\0"] }, "C", true],
    [{ ancestors: ["", "WSL2_DISTRO_NAME=D\0"], firstProcesses: ["init(E)\n"] }, "D", true],
    [{ ancestors: ["MY_WSL_DISTRO_NAME=C\0", "WSL_DISTRO_NAME=\0"] }, undefined],
    [{ firstProcesses: ["init(Ubuntu-22.04\n", "init(x(y))\n"] }, "x(y)", true],
    // The kernel keeps 15 letters of a name.
    [{ firstProcesses: ["systemd\n", "init-systemd(Ub\n"] }, undefined],
    [{ distributionConf: "[oobe]\ndefaultName = my-distro\n", osRelease: "NAME=Arch\n" }, "my-distro", false],
    [{ osRelease: 'PRETTY_NAME="x"\nNAME="Arch Linux"\n' }, "Arch Linux", false],
    [{ osRelease: "ID=x\n" }, undefined],
  ])("of %j is %s", (facts, name, certain) => {
    const found = distributionName({ ...none, ...facts });
    expect({ name: found?.name, certain: found?.certain }).toEqual({ name, certain });
  });
});

describe("interopState", () => {
  it.each<[facts: InteropFacts, state: string, evidence: string]>([
    [{ registrations: {} }, "missing", `no ${binfmt}/WSLInterop*`],
    [{ registrations: { WSLInterop: enabledText } }, "enabled", `${binfmt}/WSLInterop`],
    [{ registrations: { WSLInterop: disabledText } }, "disabled", `${binfmt}/WSLInterop`],
    // With systemd there may be two, and one of them is enough (microsoft/WSL#11471).
    [
      { registrations: { WSLInterop: disabledText, "WSLInterop-late": enabledText } },
      "enabled",
      `${binfmt}/WSLInterop-late`,
    ],
    [{ registrations: { WSLInterop: enabledText }, status: "disabled\n" }, "disabled", `${binfmt}/status`],
    [
      { registrations: { WSLInterop: enabledText }, wslConf: "[interop]\nenabled=false\n" },
      "disabled",
      "/etc/wsl.conf: interop.enabled is false",
    ],
    [
      { registrations: { WSLInterop: enabledText }, wslConf: "[interop]\nenabled=true\n" },
      "enabled",
      `${binfmt}/WSLInterop`,
    ],
    [{ registrations: { WSLInterop: "" } }, "disabled", `${binfmt}/WSLInterop`],
  ])("of %j is %s", (facts, state, evidence) => {
    expect(interopState(facts)).toEqual({ state, evidence });
  });
});
