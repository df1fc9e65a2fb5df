/**
 * Tells of changes below folders: by the events of the system, or by looking again and again where none are
 * delivered. On Linux each folder is watched by itself: Node's own recursive watch takes a watch for each file
 * there, and it would go into folders that nobody wants to hear of. Knows nothing of what the files mean.
 */
import { readdirSync, watch, type FSWatcher } from "node:fs";
import path from "node:path";
import process from "node:process";
import { pollFolders } from "./poll-folders.ts";

export interface FolderWatchSetting {
  /** Each with all that is below it. */
  folders: readonly string[];
  /** Of these folders and files nobody wants to hear. */
  ignores(place: string): boolean;
  /** Called with the path that changed, came or went. It may be called more than once for one change. */
  onChange(place: string): void;
  /** No events are delivered here: look again and again. */
  polls: boolean;
  /** Events were to be had at first, but not for all folders. */
  onPoll(reason: string): void;
}

export interface FolderWatch {
  close(): void;
}

export function watchFolders(setting: FolderWatchSetting): FolderWatch {
  if (setting.polls) return pollFolders(setting);
  const watchers = new Map<string, FSWatcher>();
  let polling: FolderWatch | undefined;
  const close = () => {
    for (const watcher of watchers.values()) watcher.close();
    watchers.clear();
  };
  const giveUp = (reason: string) => {
    if (polling !== undefined) return;
    close();
    setting.onPoll(reason);
    polling = pollFolders(setting);
  };
  const recursive = process.platform === "win32" || process.platform === "darwin";
  const add = (folder: string): void => {
    if (polling !== undefined || watchers.has(folder) || setting.ignores(folder)) return;
    try {
      const watcher = watch(folder, { recursive }, (_, name) => {
        const place = name === null ? folder : path.join(folder, name);
        if (setting.ignores(place)) return;
        setting.onChange(place);
        // A new folder: what came into it before it was watched is told, too.
        if (!recursive) addBelow(place, true);
      });
      watcher.on("error", (error: NodeJS.ErrnoException) => {
        watchers.get(folder)?.close();
        watchers.delete(folder);
        // The folder itself is gone.
        if (error.code !== "ENOENT" && error.code !== "EPERM") giveUp(describe(error));
      });
      watchers.set(folder, watcher);
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      if (code !== "ENOENT" && code !== "ENOTDIR") giveUp(describe(error as NodeJS.ErrnoException));
    }
  };
  const addBelow = (folder: string, isNew: boolean): void => {
    const due = [folder];
    for (const here of due) {
      const entries = entriesOf(here);
      if (entries === undefined || setting.ignores(here)) continue;
      // One that was removed and made again has a watcher that hears nothing.
      if (isNew) watchers.get(here)?.close();
      if (isNew) watchers.delete(here);
      add(here);
      for (const entry of entries) {
        const place = path.join(here, entry.name);
        if (isNew && !setting.ignores(place)) setting.onChange(place);
        if (entry.isDirectory()) due.push(place);
      }
    }
  };
  for (const folder of setting.folders) {
    if (recursive) add(folder);
    else addBelow(folder, false);
  }
  return {
    close: () => {
      close();
      polling?.close();
    },
  };
}

/** Undefined for what is no folder. Links are not followed: they may lead in circles. */
function entriesOf(folder: string) {
  try {
    return readdirSync(folder, { withFileTypes: true });
  } catch {
    return undefined;
  }
}

function describe({ code, message }: NodeJS.ErrnoException): string {
  if (code === "ENOSPC") return "the system watches no more folders (fs.inotify.max_user_watches)";
  if (code === "EMFILE") return "the system opens no more watches (fs.inotify.max_user_instances)";
  return message;
}
