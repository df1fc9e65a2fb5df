/**
 * What a plan must know of each build: main packages, inputs, what is missing for a target. Asks go
 * through go-questions.ts.
 */
import path from "node:path";
import { checkedPackages, type CheckedPackages } from "../go/checked-packages.ts";
import { buildManifest } from "../go/inputs.ts";
import type { Listing } from "../go/listing.ts";
import { mainFolders } from "../go/main-folders.ts";
import type { Held, Reply } from "../go/replies.ts";
import { flagsForListing } from "../go/test-flags.ts";
import { forgottenMs, testPackages, type TestsRequest } from "../go/test-packages.ts";
import { fillPlaceholders, type BuildFacts, type MainPackage } from "../graph/build-step.ts";
import type { BuildOutline } from "../graph/outline.ts";
import { mergeEnvironment } from "../model/environment.ts";
import type { Repository } from "../host/repository.ts";
import { failure, success, type Result } from "../model/failure.ts";
import type { Manifest } from "../model/manifest.ts";
import { leadsOut } from "../model/paths.ts";
import type { BuildStep, CommandStep, TestRun, TestStep } from "../model/plan.ts";
import type { Inspection, TestInspection } from "../run/setting.ts";
import { GoQuestions, type QuestionSetting, type Subject } from "./go-questions.ts";
import {
  mainsOf,
  meantFolder,
  nothingForAnyTarget,
  shortReason,
  uniqueFailures,
  unloadable,
} from "./main-packages.ts";
import { isDirty } from "./stamp.ts";

export interface GoFactsSetting extends QuestionSetting {
  root: string;
  /** Where the user stands. */
  cwd: string;
  cores: number;
  /** May a plan rest on what go would most likely list? Its steps then ask go while they build. */
  presuming: boolean;
  /** Asks git; absent when nothing is stamped. */
  readRepository?: () => Promise<Repository | undefined>;
}

export class GoFacts {
  readonly #setting: GoFactsSetting;
  readonly #questions: GoQuestions;
  #repository: Promise<Repository | undefined> | undefined;
  readonly #outlines = new Map<string, BuildOutline>();
  readonly #listings = new Map<string, Listing>();
  /** Listings that go has not confirmed yet, by step. */
  readonly #presumed = new Map<string, Reply<Listing>>();
  /** What held when steps began to build on these. */
  readonly #began = new Map<string, Held>();

  constructor(setting: GoFactsSetting) {
    this.#setting = setting;
    this.#questions = new GoQuestions(setting);
  }

  /** Facts about all builds of a plan. */
  async gather(outlines: readonly BuildOutline[]): Promise<Result<Map<string, BuildFacts>>> {
    for (const outline of outlines) this.#outlines.set(outline.id, outline);
    const listings = await eachWithin(this.#setting.cores, outlines, (outline) => this.#listForPlan(outline));
    const failures = listings.flatMap((listing) => (listing.ok ? [] : listing.failures));
    for (const [index, listing] of listings.entries()) {
      const outline = outlines[index]!;
      // Elsewhere it is not known from where a word is meant: the config's from its folder, a typed one from here.
      const meant = (word: string) =>
        outline.cwd === this.#setting.cwd ? meantFolder(word, mainFolders(outline.cwd)) : undefined;
      if (listing.ok) failures.push(...unloadable(outline, listing.value.value, meant));
    }
    if (failures.length > 0) return failure(...uniqueFailures(failures));
    const found = new Map(
      outlines.map((outline, index) => [outline.id, (listings[index] as { value: Reply<Listing> }).value]),
    );
    for (const [id, { value }] of found) this.#listings.set(id, value);
    const everywhere = await this.#mainsOfAll(outlines, found);
    const facts = new Map<string, BuildFacts>();
    for (const outline of outlines) {
      const listing = found.get(outline.id)!;
      const mains = await this.#mains(outline, listing, everywhere.get(outline.source)!);
      facts.set(outline.id, await this.#facts(outline, listing, mains));
    }
    const empty = nothingForAnyTarget(outlines, facts);
    return empty === undefined ? success(facts) : failure(empty);
  }

  /** What go has listed for a build, so far. */
  listingOf(id: string): Listing | undefined {
    return this.#listings.get(id);
  }

  /** What the programs of a step depend on, and what is stamped into them. */
  async inspect(step: BuildStep, fresh: boolean): Promise<Result<Inspection>> {
    const outline = this.#outlines.get(step.id)!;
    if (fresh) {
      this.#repository = undefined;
      this.#presumed.delete(step.id);
    }
    const presumed = this.#presumed.get(step.id);
    const listing =
      presumed === undefined
        ? await (fresh ? this.#questions.listAgain(outline) : this.#questions.list(outline))
        : success(presumed);
    if (!listing.ok) return listing;
    const { held } = listing.value;
    const began = this.#began.get(step.id);
    if (presumed !== undefined) this.#began.set(step.id, this.#setting.replies.asNow(held));
    const flags = await this.#stampedFlags(step, outline, listing.value);
    const manifests = new Map<string, Manifest>();
    for (const unit of step.units) {
      manifests.set(unit.package, await this.#manifest(outline, listing.value, unit.package, flags));
    }
    const argv = [...step.argv.slice(0, 2), ...flags];
    if (presumed !== undefined) return success({ argv, manifests, presumed: true });
    if (began === undefined) return success({ argv, manifests, presumed: false });
    const movedSince = (timeMs: number) => this.#setting.replies.movedSince(began, held, timeMs);
    return success({ argv, manifests, presumed: false, movedSince });
  }

  async #listForPlan(outline: BuildOutline): Promise<Result<Reply<Listing>>> {
    const presumed = this.#setting.presuming ? await this.#questions.presumeList(outline) : undefined;
    if (presumed === undefined) return this.#questions.list(outline);
    this.#presumed.set(outline.id, presumed);
    return success(presumed);
  }

  /** What the results of tests depend on, as far as it is known before they run. */
  async inspectTests(step: TestStep, run: TestRun, fresh: boolean): Promise<Result<TestInspection>> {
    const request = await this.#testsRequest(step.env, run, fresh);
    if (!request.ok) return request;
    const packages = testPackages(request.value);
    const forgotten = { forgottenMs: forgottenMs(request.value.listing) };
    if ("reason" in packages) return success({ ...forgotten, packages: [], unknown: packages.reason });
    return success({ ...forgotten, packages });
  }

  /** What `go vet` reads now. */
  async inspectCheck({ env }: CommandStep, run: TestRun): Promise<Result<CheckedPackages>> {
    const request = await this.#testsRequest(env, run, true);
    return request.ok ? success(checkedPackages(request.value, this.#setting.states)) : request;
  }

  async #testsRequest(
    env: Record<string, string>,
    { argv, cwd, packages }: TestRun,
    fresh: boolean,
  ): Promise<Result<TestsRequest>> {
    const { toolchain, environment, platform } = this.#setting;
    const flags = argv.slice(2);
    const subject: Subject = {
      target: { goos: toolchain.os, goarch: toolchain.arch },
      flags: flagsForListing(flags),
      environment: env,
      cwd,
      patterns: packages,
    };
    const questions = this.#questions;
    const reply = await (fresh ? questions.listTestsAgain(subject) : questions.listTests(subject));
    if (!reply.ok) return reply;
    const { value: listing, held } = reply.value;
    return success({
      listing,
      flags,
      toolchain,
      processEnvironment: mergeEnvironment(environment, env, platform),
      compiler: await questions.compiler(subject, listing),
      guards: held.guards,
    });
  }

  /** The flags with their placeholders filled by what git says now; where nothing is stamped, as they are. */
  async #stampedFlags(step: BuildStep, outline: BuildOutline, listing: Reply<Listing>): Promise<string[]> {
    if (this.#setting.readRepository === undefined) return outline.flags;
    const mains = step.units.map(({ package: importPath, skip }) => ({
      importPath,
      dir: "",
      ...(skip === undefined ? {} : { skip }),
    }));
    const { placeholders } = await this.#facts(outline, listing, mains);
    return outline.flags.map((flag) => fillPlaceholders(flag, placeholders));
  }

  /** Does everything still hold that go has replied in this run, and under which guards? */
  async holding(): Promise<Held[] | undefined> {
    return this.#questions.holding();
  }

  /** The main packages that any target of a task has, and those of this host. */
  async #mainsOfAll(outlines: readonly BuildOutline[], found: Map<string, Reply<Listing>>) {
    const everywhere = new Map<string, Map<string, MainPackage>>();
    for (const outline of outlines) {
      const mains = everywhere.get(outline.source) ?? new Map<string, MainPackage>();
      everywhere.set(outline.source, mains);
      for (const main of mainsOf(found.get(outline.id)!.value.packages)) mains.set(main.importPath, main);
    }
    const { toolchain } = this.#setting;
    for (const [source, mains] of everywhere) {
      const own = outlines.filter((outline) => outline.source === source);
      const native = own.some(
        ({ target }) => target.goos === toolchain.os && target.goarch === toolchain.arch,
      );
      if (native && mains.size > 0) continue;
      const [first] = own;
      const listed = await this.#questions.mainsOfHost(first!, found.get(first!.id)!.value);
      for (const main of listed) mains.set(main.importPath, main);
    }
    return everywhere;
  }

  async #mains(
    outline: BuildOutline,
    { value: { packages } }: Reply<Listing>,
    everywhere: Map<string, MainPackage>,
  ): Promise<MainPackage[]> {
    const here = mainsOf(packages);
    const names = new Set(here.map((main) => main.importPath));
    const missing = [...everywhere.values()].filter((main) => !names.has(main.importPath));
    const reasons = await this.#questions.whyMissing(outline, missing);
    const skipped = missing.map((main) => ({
      ...main,
      skip: shortReason(reasons.get(main.importPath), outline),
    }));
    return [...here, ...skipped].toSorted((left, right) => (left.importPath < right.importPath ? -1 : 1));
  }

  async #facts(outline: BuildOutline, listing: Reply<Listing>, mains: MainPackage[]): Promise<BuildFacts> {
    const { root, readRepository } = this.#setting;
    this.#repository ??= readRepository?.();
    const repository = await this.#repository;
    const files = new Set<string>();
    let inexact: string | undefined;
    for (const main of mains) {
      if (main.skip !== undefined) continue;
      const manifest = await this.#manifest(outline, listing, main.importPath, outline.flags);
      inexact ??= manifest.inexact;
      for (const fact of manifest.facts) if (fact.kind === "file") files.add(fact.path);
    }
    const dirty = isDirty(files, repository?.changed ?? new Set());
    return {
      mains,
      inputs: [...files].map((file) => relativeTo(root, file)).toSorted(),
      ...(inexact === undefined ? {} : { inexact }),
      placeholders: {
        "git.version": repository === undefined ? "unknown" : repository.version + (dirty ? "-dirty" : ""),
        "git.commit": repository?.commit ?? "unknown",
        "git.date": repository?.date ?? "unknown",
      },
    };
  }

  async #manifest(
    outline: BuildOutline,
    listing: Reply<Listing>,
    main: string,
    flags: string[],
  ): Promise<Manifest> {
    const { toolchain, environment, platform } = this.#setting;
    return buildManifest({
      listing: listing.value,
      main,
      flags,
      toolchain,
      processEnvironment: mergeEnvironment(environment, outline.environment, platform),
      compiler: await this.#questions.compiler(outline, listing.value),
      guards: listing.held.guards,
      comments: false,
    });
  }
}

/** Relative with `/` below the root; else as it is. */
function relativeTo(root: string, file: string): string {
  const relative = path.relative(root, file);
  return (leadsOut(relative) ? file : relative).replaceAll("\\", "/");
}

/** Runs `work` for each item, at most `limit` at a time, and keeps the order. */
async function eachWithin<Item, Value>(
  limit: number,
  items: readonly Item[],
  work: (item: Item) => Promise<Value>,
): Promise<Value[]> {
  const values: Value[] = [];
  let next = 0;
  const worker = async () => {
    while (next < items.length) {
      const index = next++;
      values[index] = await work(items[index]!);
    }
  };
  await Promise.all(Array.from({ length: Math.min(limit, items.length) }, worker));
  return values;
}
