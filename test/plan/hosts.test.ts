/** The plan of one project on every kind of host, as plain data, on any OS. */
import { describe, expect, it } from "vitest";
import { go, sh, task } from "../../lib/index.ts";
import { machines, planOn, type Main, type Request } from "./machines.ts";

const mains: Main[] = [
  { folder: "cmd/age" },
  { folder: "cmd/tray", only: "windows" },
  { folder: "tools/gen" },
];

const requests: Record<string, Request> = {
  /** No config at all. */
  plain: { tasks: ["build"], mains },

  /** Values from git, other names, hooks of each kind, overrides by target. */
  build: {
    tasks: ["build"],
    mains,
    extra: ["-a"],
    config: {
      tasks: {
        generate: sh("go generate ./internal/api"),
        build: go.build({
          packages: ["./cmd/..."],
          names: { "./cmd/age": "age-cli" },
          needs: ["generate"],
          define: { "main.version": "{git.version}", "main.title": "An age for {git.date} people" },
          tags: ["netgo"],
          cgo: false,
          overrides: {
            "windows/*": { tags: ["gui"], ldflags: "-H=windowsgui", define: { "main.system": "Windows" } },
            "darwin/arm64": { env: { MACOSX_DEPLOYMENT_TARGET: "12.0" }, cgo: true },
          },
          before: ["go run ./tools/gen {target}", () => {}],
          after: ["upx {artifact}", "sha256sum {artifact} > {artifact}.sha256", () => {}],
        }),
      },
    },
  },

  /** GOOS and GOARCH of the environment. */
  environment: { tasks: ["build"], mains, environmentTarget: "windows/arm64" },

  /** Every go.build task for every target, levels among them; tasks of the host are not multiplied. */
  cross: {
    tasks: ["cross"],
    mains,
    config: {
      targets: ["linux/amd64/v3", "linux/arm/7", "windows/amd64", "darwin/arm64", "js/wasm"],
      tasks: {
        generate: sh("go generate ./..."),
        build: go.build({ packages: ["./cmd/..."], needs: ["generate"] }),
        generator: go.build({ packages: ["./tools/gen"], ldflags: "-s -w", trimpath: false }),
      },
    },
  },

  /** Libraries have names and headers of their own; install goes to GOBIN. */
  libraries: {
    tasks: ["library", "archive", "install"],
    mains: [{ folder: "lib" }],
    config: {
      tasks: {
        build: go.build({ packages: ["./lib"] }),
        library: go.build({ packages: ["./lib"], buildmode: "c-shared", out: "native/shared" }),
        archive: go.build({
          packages: ["./lib"],
          buildmode: "c-archive",
          out: "native/static",
          targets: ["linux/arm64", "windows/amd64"],
        }),
        install: go.install({ packages: ["./lib"] }),
      },
    },
  },

  /** Arguments after -- come last. */
  arguments: { tasks: ["test"], extra: ["-v", "-args", "two words"] },

  /** The tasks of the host that ask go. */
  checks: {
    tasks: ["test", "vet", "fmt", "tidy"],
    goFiles: ["cmd/age/main.go", "internal/two words.go"],
    config: {
      tasks: {
        test: go.test({ race: true, run: "^Test", cover: "cover.out", env: { AGE: "3" }, timeout: "90s" }),
        vet: go.vet({ packages: ["./cmd/..."], tags: ["netgo"] }),
        fmt: go.fmt({ check: true }),
        tidy: go.tidy({ check: true }),
      },
    },
  },

  /** Lines with and without shell characters, a function, a group, folders and what needs what. */
  commands: {
    tasks: ["ci"],
    mains,
    extra: ["only for ci"],
    config: {
      tasks: {
        words: sh(`echo "two words" 'and $more'`),
        plain: sh(`tool --name "two words"`, { dir: "tools/gen", env: { LEVEL: "2" } }),
        shell: sh("cat *.txt | wc -l > count", { needs: ["plain"] }),
        call: task({ needs: ["shell", "build"], run: () => {} }),
        ci: task({ needs: ["words", "call", "test"] }),
      },
    },
  },
};

describe.each(Object.entries(machines))("on %s", (host, machine) => {
  it.each(Object.entries(requests))("%s", async (name, request) => {
    const planned = planOn(machine, request);
    if (!planned.ok) expect.unreachable(JSON.stringify(planned.failures, null, 2));
    await expect(`${JSON.stringify(planned.value, null, 2)}\n`).toMatchFileSnapshot(
      `./snapshots/${name}-${host}.snap.json`,
    );
  });
});

describe("a plan", () => {
  it.each(Object.keys(requests))("of %s is plain JSON", (name) => {
    const planned = planOn(machines.windows, requests[name]!);
    expect(planned).toEqual(JSON.parse(JSON.stringify(planned)));
  });

  it.each(Object.keys(requests))("of %s differs between linux and wsl2 in places only", (name) => {
    const [linux, wsl2] = (["linux", "wsl2"] as const).map((host) =>
      JSON.stringify(planOn(machines[host], requests[name]!))
        .replaceAll(machines[host].root, "ROOT")
        .replaceAll(machines[host].installFolder, "GOBIN")
        .replace(`"kind":"${host}"`, ""),
    );
    expect(wsl2).toBe(linux);
  });
});
