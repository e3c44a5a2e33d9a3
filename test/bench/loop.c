// The loop that the generated WebAssembly is measured against: value, gradient and Newton Hessian of
// sum w * Huber(ln(E + A exp(-alpha x) + B exp(-beta y)) - z), two rows at a time in 128-bit registers, with the same
// polynomials for 2^x and ln x. Reads doubles: rows, E, A, alpha, B, beta, delta, then x, y, z, w; prints ns a row.
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

typedef double pair __attribute__((vector_size(16)));
typedef int64_t ints __attribute__((vector_size(16)));
#define BOTH(c) ((pair){(c), (c)})

static inline pair choose(ints mask, pair a, pair b) { return (pair)((mask & (ints)a) | (~mask & (ints)b)); }

static inline pair exp2_pair(pair x) {
  const pair magic = BOTH(6755399441055744.0);
  x = choose(x > BOTH(1024.0), BOTH(1024.0), x);
  x = choose(x < BOTH(-1023.0), BOTH(-1023.0), x);
  const pair t = x + magic, r = x - (t - magic), r2 = r * r, r4 = r2 * r2, r8 = r4 * r4;
  const pair a = BOTH(0.6931471805599453) + BOTH(0.24022650695910097) * r;
  const pair b = BOTH(0.0555041086648216) + BOTH(0.009618129107606888) * r;
  const pair c = BOTH(0.0013333558146416936) + BOTH(0.0001540353044173605) * r;
  const pair d = BOTH(1.525273382983612e-5) + BOTH(1.321544258792169e-6) * r;
  const pair e = BOTH(1.0178062445845774e-7) + BOTH(7.072585949269223e-9) * r;
  const pair q = ((a + b * r2) + (c + d * r2) * r4) + (e + BOTH(4.4549605981865186e-10) * r2) * r8;
  return (pair)((ints)(BOTH(1.0) + r * q) + ((ints)t << 52));
}

static inline pair log_pair(pair x) {
  const ints moved = (ints)x + (ints){0x3ff0000000000000 - 0x3fe6a09e667f3bcd, 0x3ff0000000000000 - 0x3fe6a09e667f3bcd};
  const ints exponent = (ints)((__attribute__((vector_size(16))) uint64_t)moved >> 52) | (ints){0x4330000000000000, 0x4330000000000000};
  const pair k = (pair)exponent - BOTH(4503599627370496.0 + 1023.0);
  const pair m = (pair)((moved & (ints){0x000fffffffffffff, 0x000fffffffffffff}) + (ints){0x3fe6a09e667f3bcd, 0x3fe6a09e667f3bcd});
  const pair t = m - BOTH(1.0), s = t / (m + BOTH(1.0)), z = s * s, z2 = z * z, z4 = z2 * z2;
  const pair a = BOTH(0.666666666666667) + BOTH(0.39999999999899505) * z;
  const pair b = BOTH(0.28571428625975487) + BOTH(0.2222221113479508) * z;
  const pair c = BOTH(0.18182889125261723) + BOTH(0.15331721600556042) * z;
  const pair rest = z * ((a + b * z2) + (c + BOTH(0.14616449685043406) * z2) * z4);
  const pair half = t * BOTH(0.5) * t;
  const pair small = t - (half - (s * (half + rest) + k * BOTH(1.9082149292705877e-10)));
  return k * BOTH(0.6931471803691238) + small;
}

static double *X, *Y, *Z, *W, theta[5], delta;

static inline __attribute__((always_inline)) double sums(long rows, int hessian, double *out) {
  const pair E = BOTH(theta[0]), A = BOTH(theta[1]), B = BOTH(theta[3]), D = BOTH(delta);
  const pair ha = BOTH(-theta[2] * 1.4426950408889634), hb = BOTH(-theta[4] * 1.4426950408889634);
  pair f = BOTH(0.0), g[5], h[15];
  for (int i = 0; i < 5; i++) g[i] = BOTH(0.0);
  for (int i = 0; i < 15; i++) h[i] = BOTH(0.0);
  ints valid = {-1, -1};
  for (long i = 0; i < rows; i += 2) {
    const pair x = *(pair *)(X + i), y = *(pair *)(Y + i), z = *(pair *)(Z + i), w = *(pair *)(W + i);
    const pair ex = exp2_pair(ha * x), ey = exp2_pair(hb * y);
    const pair s = E + A * ex + B * ey, inverse = BOTH(1.0) / s;
    valid &= choose(s < inverse, s, inverse) > BOTH(2.3e-308);
    const pair r = log_pair(s) - z;
    pair psi = choose(r > D, D, r);
    psi = choose(psi < -D, -D, psi);
    const pair force = w * psi, pull = force * inverse;
    f += force * (r - psi * BOTH(0.5));
    const pair xe = x * ex, ye = y * ey, da = -A * xe, db = -B * ye;
    g[0] += pull;
    g[1] += pull * ex;
    g[2] += pull * da;
    g[3] += pull * ey;
    g[4] += pull * db;
    if (!hessian) continue;
    const pair size = (pair)((ints)r & (ints){0x7fffffffffffffff, 0x7fffffffffffffff});
    const pair q = ((pair)((size <= D) & (ints)w) - force) * (inverse * inverse);
    const pair q1 = q * ex, q2 = q * da, q3 = q * ey, q4 = q * db;
    h[0] += q;
    h[1] += q1;
    h[2] += q1 * ex;
    h[3] += q2;
    h[4] += q2 * ex - pull * xe;
    h[5] += q2 * da + pull * (A * (x * xe));
    h[6] += q3;
    h[7] += q3 * ex;
    h[8] += q3 * da;
    h[9] += q3 * ey;
    h[10] += q4;
    h[11] += q4 * ex;
    h[12] += q4 * da;
    h[13] += q4 * ey - pull * ye;
    h[14] += q4 * db + pull * (B * (y * ye));
  }
  if (!(valid[0] & valid[1])) return 1.0 / 0.0;
  out[0] = f[0] + f[1];
  for (int i = 0; i < 5; i++) out[1 + i] = g[i][0] + g[i][1];
  if (hessian) for (int i = 0; i < 15; i++) out[6 + i] = h[i][0] + h[i][1];
  return out[0];
}

static __attribute__((noinline)) double gradient(long rows, double *out) { return sums(rows, 0, out); }
static __attribute__((noinline)) double exact(long rows, double *out) { return sums(rows, 1, out); }

static double best(double (*pass)(long, double *), long rows, double *out) {
  double least = 1e9;
  const long repeats = 400000 / rows + 1;
  for (int round = 0; round < 60; round++) {
    struct timespec a, b;
    clock_gettime(CLOCK_MONOTONIC, &a);
    for (long k = 0; k < repeats; k++) pass(rows, out);
    clock_gettime(CLOCK_MONOTONIC, &b);
    const double ns = ((b.tv_sec - a.tv_sec) * 1e9 + (b.tv_nsec - a.tv_nsec)) / ((double)repeats * rows);
    if (ns < least) least = ns;
  }
  return least;
}

static double *column(long rows) {
  double *values = aligned_alloc(64, (rows * sizeof(double) + 127) / 64 * 64);
  if (fread(values, sizeof(double), rows, stdin) != (size_t)rows) exit(1);
  return values;
}

int main(void) {
  double head[7], out[21];
  if (fread(head, sizeof(double), 7, stdin) != 7) return 1;
  const long rows = (long)head[0];
  for (int i = 0; i < 5; i++) theta[i] = head[1 + i];
  delta = head[6];
  X = column(rows), Y = column(rows), Z = column(rows), W = column(rows);
  const double ns = best(gradient, rows, out), nsHessian = best(exact, rows, out);
  printf("[%.17g, %.17g, %.17g, %.17g]\n", ns, nsHessian, out[0], out[20]);
  return 0;
}
