"""The same work in scipy, as it is done in the field: reads one JSON request on standard input, prints one JSON answer.

The law is Hoffmann's, in his log-sum-exp form: ln L = LSE(a - alpha ln N, b - beta ln D, e), Huber(1e-3) summed over rows.
Usages: `default` L-BFGS-B with numeric gradients; `tight` L-BFGS-B with the analytic gradient and ftol 1e-15; `squares`
least_squares with the Huber loss, its Jacobian and tight tolerances. lmfit, where it is installed, as its manual shows it:
numeric derivatives, least_squares with the Huber loss, defaults; it is slow, and given a part of the work.
"""

import json
import sys
import time

import numpy as np
import scipy
from scipy.optimize import least_squares, minimize

try:
    import lmfit
except ImportError:
    lmfit = None

DELTA = 1e-3


def terms(x, n, d):
    a, b, e, alpha, beta = x
    parts = np.stack([a - alpha * n, b - beta * d, np.full_like(n, e)])
    top = parts.max(axis=0)
    scaled = np.exp(parts - top)
    total = scaled.sum(axis=0)
    return top + np.log(total), scaled / total


def residual(x, n, d, y):
    return y - terms(x, n, d)[0]


def huber(r):
    size = np.abs(r)
    return np.where(size <= DELTA, 0.5 * r * r, DELTA * (size - 0.5 * DELTA)).sum()


def objective(x, n, d, y):
    return huber(residual(x, n, d, y))


def jacobian(x, n, d, y):
    _, share = terms(x, n, d)
    return -np.stack([share[0], share[1], share[2], -n * share[0], -d * share[1]], axis=1)


def with_gradient(x, n, d, y):
    value, share = terms(x, n, d)
    r = y - value
    slope = np.clip(r, -DELTA, DELTA)
    j = -np.stack([share[0], share[1], share[2], -n * share[0], -d * share[1]], axis=1)
    return huber(r), j.T @ slope


def default(x0, rows):
    return minimize(objective, x0, args=rows, method="L-BFGS-B").x


def tight(x0, rows):
    options = {"ftol": 1e-15, "gtol": 1e-12, "maxiter": 100000, "maxfun": 1000000, "maxcor": 20}
    return minimize(with_gradient, x0, args=rows, method="L-BFGS-B", jac=True, options=options).x


def squares(x0, rows):
    kinds = {"jac": jacobian, "loss": "huber", "f_scale": DELTA, "x_scale": "jac"}
    return least_squares(residual, x0, args=rows, xtol=1e-12, ftol=1e-12, gtol=1e-12, max_nfev=2000, **kinds).x


NAMES = ("a", "b", "e", "alpha", "beta")


def with_lmfit(x0, rows):
    parameters = lmfit.Parameters()
    for name, value in zip(NAMES, x0):
        parameters.add(name, value=value)
    weigh = lambda p: residual([p[name].value for name in NAMES], *rows)
    try:
        found = lmfit.minimize(weigh, parameters, method="least_squares", loss="huber", f_scale=DELTA).params
    except ValueError:
        return np.full(5, np.nan)
    return np.array([found[name].value for name in NAMES])


USAGES = {"default": default, "tight": tight, "squares": squares}


def timed(work):
    begin = time.perf_counter()
    value = work()
    return time.perf_counter() - begin, value


def main():
    request = json.load(sys.stdin)
    rows = tuple(np.asarray(request[name], float) for name in ("n", "d", "y"))
    starts = np.asarray(request["starts"], float)
    best = np.asarray(request["best"], float)
    answer = {"versions": {"scipy": scipy.__version__, "numpy": np.__version__}, "grid": {}, "bootstrap": {}, "one": {}}
    with np.errstate(all="ignore"):
        for name, usage in USAGES.items():
            seconds, found = timed(lambda: [objective(usage(x0, rows), *rows) for x0 in starts])
            answer["grid"][name] = {"seconds": seconds, "objectives": found}
            near = best * 1.02
            answer["one"][name] = sorted(timed(lambda: usage(near, rows))[0] for _ in range(request["repeats"]))
        resampled = [tuple(column[np.asarray(index)] for column in rows) for index in request["resamples"]]
        for name in ("default", "squares"):
            seconds, found = timed(lambda: [USAGES[name](best, sample) for sample in resampled])
            answer["bootstrap"][name] = {"seconds": seconds, "sd": np.std(np.asarray(found), axis=0, ddof=1).tolist()}
        if lmfit is not None:
            answer["versions"]["lmfit"] = lmfit.__version__
            some = starts[: request["lmfitStarts"]]
            seconds, found = timed(lambda: [objective(with_lmfit(x0, rows), *rows) for x0 in some])
            reached = [value if np.isfinite(value) else 1e300 for value in found]
            lm = {"grid": {"seconds": seconds, "objectives": reached}}
            lm["one"] = sorted(timed(lambda: with_lmfit(best * 1.02, rows))[0] for _ in range(request["repeats"]))
            part = resampled[: request["lmfitResamples"]]
            seconds, found = timed(lambda: [with_lmfit(best, sample) for sample in part])
            lm["bootstrap"] = {"seconds": seconds, "count": len(part), "sd": np.nanstd(np.asarray(found), axis=0, ddof=1).tolist()}
            answer["lmfit"] = lm
    json.dump(answer, sys.stdout)


main()
