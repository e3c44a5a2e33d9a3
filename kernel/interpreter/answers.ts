import type { Content } from "../wire/message.ts";
import { Comms } from "./comms.ts";
import type { History } from "./history.ts";
import { kernelInfo } from "./kernel-info.ts";
import { resourceMeter } from "./resources.ts";
import { Shells } from "./shells.ts";

/** What requests that need no session are answered from. */
export interface Knowledge {
  readonly history: History;
  readonly comms: Comms;
  readonly shells: Shells;
  readonly resources: () => Content;
  readonly version: string;
  readonly ports: () => Content;
}

/** A fresh kernel's knowledge. */
export function knowledge(version: string, history: History, ports: () => Content): Knowledge {
  return { history, comms: new Comms(), shells: new Shells(), resources: resourceMeter(), version, ports };
}

/** The content of a reply that needs no session; undefined for a type of message that has no such reply. */
export function answer(type: string, content: Content, known: Knowledge): Content | undefined {
  switch (type) {
    case "kernel_info_request":
      return kernelInfo(known.version);
    case "connect_request":
      return { status: "ok", ...known.ports() };
    case "history_request":
      return known.history.answer(content);
    case "comm_info_request":
      return known.comms.info(content);
    case "debug_request": {
      const { seq, command } = content;
      return { type: "response", request_seq: seq, command, success: false, message: "there is no debugger" };
    }
    case "usage_request":
      return known.resources();
    case "create_subshell_request":
      return { status: "ok", subshell_id: known.shells.create() };
    case "delete_subshell_request":
      if (known.shells.delete(content.subshell_id)) return { status: "ok" };
      return { status: "error", ename: "unknown-subshell", evalue: "there is no such subshell", traceback: [] };
    case "list_subshell_request":
      return { status: "ok", subshell_id: known.shells.list() };
    default:
      return undefined;
  }
}
