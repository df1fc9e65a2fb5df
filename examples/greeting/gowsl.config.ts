import { defineConfig, go } from "gowsl";

export default defineConfig({
  targets: ["linux/amd64", "linux/arm64", "windows/amd64", "darwin/arm64"],
  tasks: {
    build: go.build({
      description: "Build greet, stamped with the version of the repository",
      packages: ["./cmd/..."],
      define: { "main.version": "{git.version}" },
    }),
  },
});
