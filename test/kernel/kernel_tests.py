"""jupyter_kernel_test on our kernel, with the samples that this language can give; those left unset are printed."""

import unittest

import jupyter_kernel_test as jkt

DATA = """data toy(N, D, loss) = [
  100M, 2B, 3.452 | 100M, 8B, 3.125 | 100M, 40B, 2.912 | 400M, 2B, 3.198 | 400M, 8B, 2.846 | 400M, 40B, 2.634 |
  1B, 2B, 3.081 | 1B, 8B, 2.757 | 1B, 40B, 2.521 | 4B, 8B, 2.654 | 4B, 40B, 2.430 | 4B, 200B, 2.291 ]
"""
LAW = "law L(N, D) = E + A/N^a + B/D^b"
PLOT = "plot curve of L against N at D = 20*N"


class LawlabTests(jkt.KernelTests):
    kernel_name = "lawlab"
    language_name = "lawlab"
    file_extension = ".law"
    code_hello_world = "%%ts\nconsole.log('hello, world')"
    code_stderr = "law unused(N, D) = E + A/N^a"
    completion_samples = [
        {"text": "pred", "matches": {"predict"}},
        {"text": "1; logis", "matches": {"logistic"}},
        {"text": "# \U0001f600\nlogis", "matches": {"logistic"}},
    ]
    complete_code_samples = ["1 + 1", "law L(N) = E + A/N^a", "data d(x) = [1 | 2]", "# only a comment", "1\n\n2"]
    incomplete_code_samples = ["data d(x) = [1 | 2", "exp(1,", "law L(N) = E +", "(1\n\n+"]
    invalid_code_samples = ["1 + )", "fit fit fit", "7 B", "a == b"]
    code_generate_error = "let a = nowhere"
    code_execute_result = [
        {"code": "1 + 1", "result": "2"},
        {"code": "-2^2", "result": "-4"},
        {"code": "2^3^2", "result": "512"},
        {"code": "1 + 2", "result": "3"},
        {"code": "1 + 3", "result": "4"},
    ]
    # Each sample builds on those before it: every display of a sample must have its MIME type.
    code_display_data = [
        {"code": DATA, "mime": "text/html"},
        {"code": LAW, "mime": "text/latex"},
        {"code": "fit on toy with bootstrap = 20", "mime": "text/html"},
        {"code": "fit on toy with bootstrap = 20", "mime": "text/latex"},
        {"code": "fit on toy with bootstrap = 20", "mime": "application/vnd.lawlab.fit+json"},
        {"code": PLOT, "mime": "application/vnd.vegalite.v5+json"},
        {"code": PLOT, "mime": "image/svg+xml"},
        {"code": PLOT, "mime": "image/png"},
    ]
    code_history_pattern = "1 * 1"
    supported_history_operations = ("tail", "range", "search")
    code_page_something = "logistic?"
    code_clear_output = "%clear"
    code_inspect_sample = "logistic"

    def test_input(self):
        """jupyter_client is asked, through its own hook, and what it answers is the cell's value."""
        asked = []

        def answer(message):
            asked.append(message["content"])
            self.kc.input("six")

        code = '%%ts\nimport { input } from "lawlab";\nconst word = await input("word? ");\nword'
        outputs = []
        reply = self.kc.execute_interactive(
            code, allow_stdin=True, stdin_hook=answer, output_hook=outputs.append, timeout=60
        )
        self.assertEqual(reply["content"]["status"], "ok")
        self.assertEqual(asked, [{"prompt": "word? ", "password": False}])
        results = [m["content"]["data"]["text/plain"] for m in outputs if m["msg_type"] == "execute_result"]
        self.assertEqual(results, ["'six'"])


class LawlabWelcomeTests(jkt.IopubWelcomeTests):
    kernel_name = "lawlab"
    support_iopub_welcome = True


# Every sample that jupyter_kernel_test knows and we leave as it is there.
unset = [
    name
    for name in vars(jkt.KernelTests)
    if name.startswith(("code_", "completion_", "complete_", "incomplete_", "invalid_", "supported_"))
    and not getattr(LawlabTests, name)
]

if __name__ == "__main__":
    print("samples left unset:", ", ".join(unset), flush=True)
    unittest.main(verbosity=2)
