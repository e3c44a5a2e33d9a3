import fc from "fast-check";

// Properties are tried on the same values at every run; LAWLAB_SEED=n tries others.
fc.configureGlobal({ seed: Number(process.env.LAWLAB_SEED ?? 1) });
