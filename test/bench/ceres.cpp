// The standard work in Ceres (DENSE_QR, tight tolerances, analytic derivatives): ln L = LSE(a - alpha ln N, b - beta ln D, e)
// with Huber(delta), a residual block a row. Reads doubles: rows, starts, resamples, repeats, delta, the best point; then ln
// N, ln D, ln L; the starts as (a, b, e, alpha, beta); a count a row for each resample. Prints one JSON object.
#include <ceres/ceres.h>

#include <chrono>
#include <cmath>
#include <cstdio>
#include <vector>

class Row : public ceres::SizedCostFunction<1, 5> {
 public:
  Row(double n, double d, double y) : n_(n), d_(d), y_(y) {}
  bool Evaluate(double const *const *p, double *r, double **j) const override {
    const double *x = p[0];
    const double s = x[0] - x[3] * n_, t = x[1] - x[4] * d_, e = x[2];
    const double top = std::max(std::max(s, t), e);
    const double A = std::exp(s - top), B = std::exp(t - top), E = std::exp(e - top), sum = A + B + E;
    r[0] = y_ - (top + std::log(sum));
    if (j != nullptr && j[0] != nullptr) {
      j[0][0] = -A / sum;
      j[0][1] = -B / sum;
      j[0][2] = -E / sum;
      j[0][3] = n_ * A / sum;
      j[0][4] = d_ * B / sum;
    }
    return std::isfinite(r[0]);
  }

 private:
  const double n_, d_, y_;
};

static std::vector<double> numbers(size_t count) {
  std::vector<double> values(count);
  if (fread(values.data(), sizeof(double), count, stdin) != count) exit(1);
  return values;
}

static double now() {
  return std::chrono::duration<double>(std::chrono::steady_clock::now().time_since_epoch()).count();
}

int main() {
  const std::vector<double> head = numbers(10);
  const size_t rows = head[0], starts = head[1], resamples = head[2], repeats = head[3];
  const double delta = head[4];
  const double *best = &head[5];
  const std::vector<double> n = numbers(rows), d = numbers(rows), y = numbers(rows), grid = numbers(5 * starts);
  ceres::Solver::Options options;
  options.linear_solver_type = ceres::DENSE_QR;
  options.function_tolerance = 1e-15;
  options.gradient_tolerance = 1e-14;
  options.parameter_tolerance = 1e-13;
  options.max_num_iterations = 500;
  options.num_threads = 1;
  options.logging_type = ceres::SILENT;
  auto solve = [&](double *x, const double *counts) {
    ceres::Problem problem;
    for (size_t i = 0; i < rows; i++) {
      if (counts != nullptr && counts[i] == 0) continue;
      ceres::LossFunction *loss = new ceres::HuberLoss(delta);
      if (counts != nullptr) loss = new ceres::ScaledLoss(loss, counts[i], ceres::TAKE_OWNERSHIP);
      problem.AddResidualBlock(new Row(n[i], d[i], y[i]), loss, x);
    }
    ceres::Solver::Summary summary;
    ceres::Solve(options, &problem, &summary);
    return summary.final_cost;
  };
  double begin = now();
  std::vector<double> objectives;
  for (size_t k = 0; k < starts; k++) {
    double x[5];
    std::copy(&grid[5 * k], &grid[5 * k] + 5, x);
    objectives.push_back(solve(x, nullptr));
  }
  printf("{\"grid\":{\"seconds\":%.17g,\"objectives\":[", now() - begin);
  for (size_t k = 0; k < starts; k++) printf("%s%.17g", k > 0 ? "," : "", std::isfinite(objectives[k]) ? objectives[k] : 1e300);
  printf("]},\"one\":[");
  for (size_t k = 0; k < repeats; k++) {
    double x[5];
    for (int i = 0; i < 5; i++) x[i] = 1.02 * best[i];
    begin = now();
    solve(x, nullptr);
    printf("%s%.17g", k > 0 ? "," : "", now() - begin);
  }
  std::vector<double> all;
  double seconds = 0;
  for (size_t k = 0; k < resamples; k++) {
    const std::vector<double> counts = numbers(rows);
    double x[5];
    std::copy(best, best + 5, x);
    begin = now();
    solve(x, counts.data());
    seconds += now() - begin;
    all.insert(all.end(), x, x + 5);
  }
  printf("],\"bootstrap\":{\"seconds\":%.17g,\"count\":%zu,\"sd\":[", seconds, resamples);
  for (int i = 0; i < 5; i++) {
    double mean = 0, square = 0;
    for (size_t k = 0; k < resamples; k++) mean += all[5 * k + i] / resamples;
    for (size_t k = 0; k < resamples; k++) square += std::pow(all[5 * k + i] - mean, 2);
    printf("%s%.17g", i > 0 ? "," : "", std::sqrt(square / (resamples - 1)));
  }
  printf("]}}\n");
  return 0;
}
