/**
 * The kinds of mutations, and what a mutation is: something that can be described, applied and undone.
 * A kind is a function from a project and a source of choices to a mutation; the same seed makes the
 * same one.
 */
import type { Inventory } from "./inventory.ts";
import { addConstrained, addPlain, renameFile, deleteFile, swapFiles } from "./mutate-names.ts";
import {
  changeComment,
  changeMode,
  changeTimes,
  edit,
  editEmbedded,
  editSameSize,
} from "./mutate-content.ts";
import { addProfile, addWorkspace, changeDependency, changeModuleFile } from "./mutate-modules.ts";
import { changeEnvironment, changeLdflags, changeTags, changeToolchain } from "./mutate-settings.ts";
import type { Random } from "./random.ts";
import type { Tree } from "./tree.ts";

/** Settings of the build task in gowsl.config.ts that mutations set. */
export interface TaskSettings {
  tags?: string[];
  ldflags?: string;
  define?: Record<string, string>;
  cgo?: boolean;
  env?: Record<string, string>;
}

export interface Mutation {
  /** What is changed, in a line. */
  description: string;
  /** Changes files; the tree takes it back. */
  change?(tree: Tree): void;
  /** Variables of the process; undefined takes one out. */
  environment?: Record<string, string | undefined>;
  /** Laid over those of the project. */
  task?: TaskSettings;
}

/** A go.mod and a go.sum with another version of one dependency, whose modules are in the module cache. */
export interface DependencyVersion {
  description: string;
  goMod: string;
  goSum: string;
}

/** What mutations are made from. */
export interface MutableProject {
  name: string;
  tree: Tree;
  inventory: Inventory;
  /** Folders of the mains, relative to the checkout. */
  mains: readonly string[];
  targets: readonly string[];
  task: TaskSettings;
  /** Version of the Go that builds, without `go`. */
  goVersion: string;
  goroot: string;
  dependencyVersions: readonly DependencyVersion[];
  /** GOROOTs of other Gos. */
  toolchains: readonly { goroot: string; version: string }[];
  /** No mutation that makes go compile all of std anew. */
  light: boolean;
}

/** Undefined where the project has nothing that the kind could change. */
export type MutationKind = (project: MutableProject, random: Random) => Mutation | undefined;

export const kinds = {
  edit,
  "comment only": changeComment,
  rename: renameFile,
  delete: deleteFile,
  "add file": addPlain,
  "add file with constraints": addConstrained,
  touch: changeTimes,
  chmod: changeMode,
  "embedded data": editEmbedded,
  tag: changeTags,
  ldflag: changeLdflags,
  env: changeEnvironment,
  "go.mod line": changeModuleFile,
  "dependency version": changeDependency,
  toolchain: changeToolchain,
  "go.work": addWorkspace,
  "default.pgo": addProfile,
  "swap files": swapFiles,
  "same size and mtime": editSameSize,
} satisfies Record<string, MutationKind>;

export type KindName = keyof typeof kinds;

export const kindNames = Object.keys(kinds) as KindName[];
