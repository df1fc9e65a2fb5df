/**
 * Asks go about builds: each question once a run, and not at all where an earlier reply still holds.
 * Steps that would ask the same share a reply. Draws no conclusions.
 */
import path from "node:path";
import { compilerGuards, listingGuards } from "../go/listing-guards.ts";
import type { GoCall } from "../go/go-command.ts";
import {
  compilerVersion,
  explainMissing,
  listMains,
  listPackages,
  listTests,
  type Listing,
} from "../go/listing.ts";
import { splitFlags } from "../go/inexact.ts";
import type { Guarded, Held, Replies, Reply } from "../go/replies.ts";
import type { MainPackage } from "../graph/build-step.ts";
import type { BuildOutline } from "../graph/outline.ts";
import type { Children } from "../host/children.ts";
import type { FileStates } from "../host/file-states.ts";
import { listFolder } from "../host/stat.ts";
import { mergeEnvironment, relevantVariables } from "../model/environment.ts";
import { success, type Result } from "../model/failure.ts";
import type { Environment } from "../model/host.ts";
import type { Guard } from "../model/manifest.ts";
import type { Toolchain } from "../model/toolchain.ts";
import { listFlags, mainsOf } from "./main-packages.ts";

export interface QuestionSetting {
  toolchain: Toolchain;
  environment: Environment;
  platform: NodeJS.Platform;
  children: Children;
  states: FileStates;
  replies: Replies;
}

/** About what go is asked: that much of a build, or of the tests of a module. */
export type Subject = Pick<BuildOutline, "target" | "flags" | "environment" | "cwd" | "patterns">;

export class GoQuestions {
  readonly #setting: QuestionSetting;
  readonly #asked = new Map<string, Promise<Result<Reply<unknown>>>>();

  constructor(setting: QuestionSetting) {
    this.#setting = setting;
  }

  /** The packages of a build with all that they depend on. */
  list(subject: Subject): Promise<Result<Reply<Listing>>> {
    return this.#list("list", subject, listPackages);
  }

  /**
   * The packages as they most likely are, without asking go: undefined where it need not be asked, or where nobody
   * could guess. Main packages, and the files of the packages that are in it, are as go would list them.
   */
  async presumeList(subject: Subject): Promise<Reply<Listing> | undefined> {
    const name = this.#name(subject, this.#listQuestion("list", subject));
    if (this.#asked.has(name)) return undefined;
    const nearest = await this.#setting.replies.nearest<Listing>(name);
    if (!nearest?.holds) return nearest?.reply;
    this.#asked.set(name, Promise.resolve(success(nearest.reply)));
    return undefined;
  }

  /** The packages, and their test binaries with all that these depend on. */
  listTests(subject: Subject): Promise<Result<Reply<Listing>>> {
    return this.#list("tests", subject, listTests);
  }

  /** The packages as they are now: asks go only if a guard moved. */
  listAgain(subject: Subject): Promise<Result<Reply<Listing>>> {
    return this.#again("list", subject, () => this.list(subject));
  }

  listTestsAgain(subject: Subject): Promise<Result<Reply<Listing>>> {
    return this.#again("tests", subject, () => this.listTests(subject));
  }

  #list(word: string, subject: Subject, list: typeof listPackages): Promise<Result<Reply<Listing>>> {
    const flags = listFlags(subject.flags);
    return this.#ask(
      subject,
      this.#listQuestion(word, subject),
      () => list(this.#call(subject), flags, [...subject.patterns]),
      // What can't be loaded may be loadable once the network is back.
      (listing) =>
        listing.packages.some((listed) => listed.Error !== undefined)
          ? undefined
          : this.#guarded(subject, listing.environment, listingGuards(listing, this.#question(subject))),
    );
  }

  async #again(word: string, subject: Subject, list: () => Promise<Result<Reply<Listing>>>) {
    this.#setting.states.lookAgain();
    const known = await list();
    if (known.ok && this.#isHeld(known.value.held)) return known;
    this.#asked.delete(this.#name(subject, this.#listQuestion(word, subject)));
    return list();
  }

  /** The main packages that match on this host, also those that need cgo. */
  async mainsOfHost(outline: BuildOutline, { environment }: Listing): Promise<MainPackage[]> {
    const { toolchain } = this.#setting;
    const target = { goos: toolchain.os, goarch: toolchain.arch };
    // With cgo on, a program that is left out because cgo is off is seen, too.
    const variables = { GOOS: target.goos, GOARCH: target.goarch, CGO_ENABLED: "1" };
    const own = { ...outline, target, environment: variables };
    const flags = listFlags(own.flags);
    const reply = await this.#ask(
      own,
      ["mains", flags, own.cwd, own.patterns],
      async () => success(await listMains(this.#call(own), flags, [...own.patterns])),
      (packages) =>
        this.#guarded(own, environment, listingGuards({ packages, environment }, this.#question(own))),
    );
    return reply.ok ? mainsOf(reply.value.value) : [];
  }

  /** Why go leaves main packages out for the target of a build, by import path. */
  async whyMissing(outline: BuildOutline, missing: readonly MainPackage[]): Promise<Map<string, string>> {
    if (missing.length === 0) return new Map();
    const flags = listFlags(outline.flags);
    const names = missing.map((main) => main.importPath);
    const reply = await this.#ask(
      outline,
      ["missing", flags, outline.cwd, names],
      async () => success([...(await explainMissing(this.#call(outline), flags, names))]),
      () =>
        this.#guarded(
          outline,
          {},
          missing.flatMap(({ dir }) => folderGuards(dir)),
        ),
    );
    return new Map(reply.ok ? reply.value.value : []);
  }

  /** First line of the C compiler's version, where cgo is on and there is one. */
  async compiler(outline: Subject, { environment }: Listing): Promise<string | undefined> {
    const { CC: compiler, CGO_ENABLED: cgo } = environment;
    if (cgo !== "1" || !compiler) return undefined;
    const reply = await this.#ask(
      outline,
      ["compiler", compiler],
      async () => success({ version: await compilerVersion(this.#call(outline), compiler) }),
      () => this.#guarded(outline, environment, compilerGuards(compiler, this.#question(outline))),
    );
    return reply.ok ? reply.value.value.version : undefined;
  }

  /** Without guards nothing is known of what moves. */
  #isHeld(held: Held): boolean {
    return held.guards.length > 0 && this.#setting.replies.holds(held);
  }

  /** Under which guards everything holds that go has replied in this run; undefined if something no longer does. */
  async holding(): Promise<Held[] | undefined> {
    const replies = await Promise.all(this.#asked.values());
    const held = replies.flatMap((reply) => (reply.ok ? [reply.value.held] : []));
    return held.length === replies.length && held.every((each) => this.#isHeld(each)) ? held : undefined;
  }

  #ask<Value>(
    outline: Subject,
    question: unknown[],
    work: () => Promise<Result<Value>>,
    guardsOf: (value: Value) => Guarded | undefined,
  ): Promise<Result<Reply<Value>>> {
    const name = this.#name(outline, question);
    let reply = this.#asked.get(name) as Promise<Result<Reply<Value>>> | undefined;
    if (reply === undefined) {
      reply = this.#setting.replies.ask(name, work, guardsOf);
      this.#asked.set(name, reply);
    }
    return reply;
  }

  /** A question with all that its reply depends on and that is no file. */
  #name(outline: Subject, question: unknown[]): string {
    const { version, goroot } = this.#setting.toolchain;
    return JSON.stringify([version, goroot, relevantVariables(this.#call(outline).environment), question]);
  }

  #guarded({ target, flags }: Subject, environment: Record<string, string>, guards: Guard[]): Guarded {
    const { goos, goarch } = target;
    return { guards, choice: { goos, goarch, tags: tagsOf(flags, environment["GOFLAGS"] ?? "") } };
  }

  #listQuestion(word: string, { flags, cwd, patterns }: Subject): unknown[] {
    return [word, listFlags(flags), cwd, patterns];
  }

  #question({ cwd, patterns, environment }: Subject) {
    const { toolchain, platform } = this.#setting;
    const merged = mergeEnvironment(this.#setting.environment, environment, platform);
    return { cwd, patterns, environment: merged, goroot: toolchain.goroot, platform };
  }

  #call({ cwd, environment }: Subject): GoCall {
    const { toolchain, children, platform } = this.#setting;
    const merged = mergeEnvironment(this.#setting.environment, environment, platform);
    return { go: toolchain.go, cwd, children, environment: merged };
  }
}

/** Build tags of a command line and of GOFLAGS. */
function tagsOf(flags: readonly string[], goFlags: string): string[] {
  return [...flags, ...splitFlags(goFlags)].flatMap((flag) => {
    const list = /^--?tags=(.*)$/.exec(flag)?.[1];
    return list === undefined ? [] : list.split(/[ ,]/);
  });
}

/** Everything in one folder. */
function folderGuards(folder: string): Guard[] {
  return [
    { kind: "names", path: folder },
    ...listFolder(folder).flatMap(({ name, kind }): Guard[] =>
      kind !== "/" && name.endsWith(".go") ? [{ kind: "content", path: path.join(folder, name) }] : [],
    ),
  ];
}
