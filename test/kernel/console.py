"""Holds a conversation with the kernel in `jupyter console`, in a terminal of its own, and prints what was answered."""

import sys

import pexpect

console = pexpect.spawn(
    sys.executable,
    ["-m", "jupyter_console", "--kernel", "lawlab", "--simple-prompt", "--no-confirm-exit"],
    encoding="utf-8",
    timeout=60,
)
for count, (code, answer) in enumerate([("let a = 3", ""), ("a*4 + 1", "13"), ("nowhere", "unknown-name")], 1):
    console.expect_exact(f"In [{count}]:")
    console.sendline(code)
    if answer:
        console.expect_exact(answer)
        print(f"{code}: {answer}")
console.expect_exact("In [4]:")
console.sendeof()
console.expect(pexpect.EOF)
print("left")
