/** Under this key of `globalThis` a host puts how a question is asked. */
export const inputSource: unique symbol = Symbol.for("lawlab.input");

/** Asks for a line, which is not shown while typed where it is a password; gives undefined where nobody can answer. */
export type InputSource = (prompt: string, password: boolean) => Promise<string | undefined>;

/** How a question is asked: a password is not shown while it is typed. */
export interface InputOptions {
  readonly password?: boolean;
}

/** Asks whoever reads the notebook for a line; rejects with a StdinNotImplementedError where nobody can answer. */
export async function input(prompt = "", options: InputOptions = {}): Promise<string> {
  const ask = (globalThis as { [inputSource]?: InputSource })[inputSource];
  const line = await ask?.(prompt, options.password === true);
  if (line !== undefined) return line;
  const message = `nobody can answer ${JSON.stringify(prompt)} here; write the value into a cell, or run the notebook where questions are shown, as in JupyterLab`;
  throw Object.assign(new Error(message), { name: "StdinNotImplementedError", stack: undefined });
}
