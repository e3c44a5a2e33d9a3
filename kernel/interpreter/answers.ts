import type { Content } from "../wire/message.ts";
import type { History } from "./history.ts";
import { kernelInfo } from "./kernel-info.ts";

/** The content of a reply that needs no session; undefined for a type of message that has no such reply. */
export function answer(type: string, content: Content, history: History, version: string): Content | undefined {
  switch (type) {
    case "kernel_info_request":
      return kernelInfo(version);
    case "history_request":
      return history.answer(content);
    case "comm_info_request":
      return { status: "ok", comms: {} };
    case "debug_request": {
      const { seq, command } = content;
      return { type: "response", request_seq: seq, command, success: false, message: "there is no debugger" };
    }
    case "usage_request":
    case "create_subshell_request":
    case "delete_subshell_request":
    case "list_subshell_request":
      return { status: "error", ename: "unsupported", evalue: `${type} is not supported`, traceback: [] };
    default:
      return undefined;
  }
}
