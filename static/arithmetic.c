// The arithmetic of the page: NumPy in Pyodide multiplies one number at a time, and each of its calls takes half a microsecond.
// `run` at the end does a stretch of a recorded step, which playground/engine/plan/encoding.py has written down as
// instructions, for as many batches as wanted.
//
// playground/site/arithmetic.py compiles this to a WebAssembly module that owns nothing. It works in the memory of the
// interpreter, which it imports; it has no stack, no data and no library of its own.
//
// Every sum of products is formed as NumPy's `matmul` without BLAS forms it: from 0, one product after the other, each
// rounded. So the result is the same to the bit, NaN, infinities and subnormals too, whatever the machine and the layout of
// the matrices. Functions such as exp are computed in double precision and rounded once.
#include <wasm_simd128.h>

#define EXPORT(name) __attribute__((export_name(#name)))
#define INLINE static inline __attribute__((always_inline))
typedef const float *numbers;

enum {
  HIGH = 4, WIDE = 8,   // a tile of the result: 4 rows, each two vectors of 4 numbers
  DEEP = 256,           // how much of the sums is done at once, so that what is packed stays in the cache
  ROWS = 96, COLUMNS = 1024,
};

// ------------------------------------------------------------------------------------------------ packing
// Lines of a matrix, `wide` of them side by side: to[k * wide + line]. What is missing in the last ones is 0, and never read
// from the result. A line of the first factor is a row, one of the second a column.
INLINE void pack(numbers from, int next, int along, int lines, int deep, int wide, float *to) {
  for (int first = 0; first < lines; first += wide, from += wide * next) {
    int here = lines - first < wide ? lines - first : wide, k = 0;
    if (here == wide && next == 1) {
      for (; k < deep; k++, to += wide)
        for (int line = 0; line < wide; line += 4) wasm_v128_store(to + line, wasm_v128_load(from + k * along + line));
    } else if (here == wide && along == 1) {
      for (; k + 4 <= deep; k += 4, to += 4 * wide)
        for (int line = 0; line < wide; line += 4) {  // four numbers of four lines, transposed
          numbers at = from + line * next + k;
          v128_t a = wasm_v128_load(at), b = wasm_v128_load(at + next);
          v128_t c = wasm_v128_load(at + 2 * next), d = wasm_v128_load(at + 3 * next);
          v128_t ab = wasm_i32x4_shuffle(a, b, 0, 4, 1, 5), AB = wasm_i32x4_shuffle(a, b, 2, 6, 3, 7);
          v128_t cd = wasm_i32x4_shuffle(c, d, 0, 4, 1, 5), CD = wasm_i32x4_shuffle(c, d, 2, 6, 3, 7);
          wasm_v128_store(to + line, wasm_i64x2_shuffle(ab, cd, 0, 2));
          wasm_v128_store(to + wide + line, wasm_i64x2_shuffle(ab, cd, 1, 3));
          wasm_v128_store(to + 2 * wide + line, wasm_i64x2_shuffle(AB, CD, 0, 2));
          wasm_v128_store(to + 3 * wide + line, wasm_i64x2_shuffle(AB, CD, 1, 3));
        }
    }
    for (; k < deep; k++, to += wide)
      for (int line = 0; line < wide; line++) to[line] = line < here ? from[line * next + k * along] : 0;
  }
}

static void pack_rows(numbers a, int next, int along, int lines, int deep, float *to) {
  pack(a, next, along, lines, deep, HIGH, to);
}

static void pack_columns(numbers b, int next, int along, int lines, int deep, float *to) {
  pack(b, next, along, lines, deep, WIDE, to);
}

// -------------------------------------------------------------------------------------- one tile of the result
#define FOR_EACH_ROW(do) do(0) do(1) do(2) do(3)

// Adds to the sums in `out` (0 where they begin) what `deep` packed rows and columns give.
static void tile(numbers a, numbers b, int deep, float *out, int row, int begins) {
#define BEGIN(r) \
  v128_t left##r = begins ? wasm_f32x4_splat(0) : wasm_v128_load(out + r * row); \
  v128_t right##r = begins ? wasm_f32x4_splat(0) : wasm_v128_load(out + r * row + 4);
  FOR_EACH_ROW(BEGIN)
  for (int k = 0; k < deep; k++, a += HIGH, b += WIDE) {
    v128_t left = wasm_v128_load(b), right = wasm_v128_load(b + 4), number;
#define ADD(r) \
  number = wasm_v128_load32_splat(a + r); \
  left##r = wasm_f32x4_add(left##r, wasm_f32x4_mul(number, left)); \
  right##r = wasm_f32x4_add(right##r, wasm_f32x4_mul(number, right));
    FOR_EACH_ROW(ADD)
  }
#define END(r) \
  wasm_v128_store(out + r * row, left##r); \
  wasm_v128_store(out + r * row + 4, right##r);
  FOR_EACH_ROW(END)
}

// A tile that is cut off by the edge of the result, or whose rows are not contiguous there: by way of `whole`.
static void tile_at_edge(numbers a, numbers b, int deep, float *out, int row, int column, int begins, int rows, int columns,
                         float *whole) {
  if (!begins)
    for (int r = 0; r < rows; r++)
      for (int c = 0; c < columns; c++) whole[r * WIDE + c] = out[r * row + c * column];
  tile(a, b, deep, whole, WIDE, begins);
  for (int r = 0; r < rows; r++)
    for (int c = 0; c < columns; c++) out[r * row + c * column] = whole[r * WIDE + c];
}

// ------------------------------------------------------------------------------------------------ products
INLINE int at_most(int n, int limit) { return n < limit ? n : limit; }

// Little to do: packing would take longer. Four columns at a time, so that four sums are formed side by side.
static void small_product(numbers a, int a_row, int a_column, numbers b, int b_row, int b_column, float *out, int row,
                          int column, int rows, int columns, int depth) {
  for (int i = 0; i < rows; i++, a += a_row, out += row) {
    int j = 0;
    for (; j + 4 <= columns; j += 4) {
      numbers x = a, y = b + j * b_column;
      float *to = out + j * column;
      if (b_column == 1 && column == 1) {
        v128_t sum = wasm_f32x4_splat(0);
        for (int k = 0; k < depth; k++, x += a_column, y += b_row)
          sum = wasm_f32x4_add(sum, wasm_f32x4_mul(wasm_v128_load32_splat(x), wasm_v128_load(y)));
        wasm_v128_store(to, sum);
      } else {
        float first = 0, second = 0, third = 0, fourth = 0;
        for (int k = 0; k < depth; k++, x += a_column, y += b_row) {
          first += *x * y[0], second += *x * y[b_column];
          third += *x * y[2 * b_column], fourth += *x * y[3 * b_column];
        }
        to[0] = first, to[column] = second, to[2 * column] = third, to[3 * column] = fourth;
      }
    }
    for (; j < columns; j++) {
      numbers x = a, y = b + j * b_column;
      float sum = 0;
      for (int k = 0; k < depth; k++, x += a_column, y += b_row) sum += *x * *y;
      out[j * column] = sum;
    }
  }
}

enum { SMALL = 2048 };  // multiplications

__attribute__((noinline))
static void product(numbers a, int a_row, int a_column, numbers b, int b_row, int b_column, float *out, int row, int column,
                    int rows, int columns, int depth, float *work) {
  if (rows * columns * depth <= SMALL || columns == 1 || rows == 1) {
    // the transposed product is the same; its columns are our rows
    if (columns == 1 || (a_row == 1 && row == 1 && rows >= 4))
      small_product(b, b_column, b_row, a, a_column, a_row, out, column, row, columns, rows, depth);
    else small_product(a, a_row, a_column, b, b_row, b_column, out, row, column, rows, columns, depth);
    return;
  }
  float *whole = work, *packed_b = whole + HIGH * WIDE, *packed_a = packed_b + (COLUMNS + WIDE) * DEEP;
  for (int j = 0; j < columns; j += COLUMNS) {
    int some_columns = at_most(columns - j, COLUMNS);
    for (int k = 0; k < depth; k += DEEP) {
      int deep = at_most(depth - k, DEEP);
      pack_columns(b + k * b_row + j * b_column, b_column, b_row, some_columns, deep, packed_b);
      for (int i = 0; i < rows; i += ROWS) {
        int some_rows = at_most(rows - i, ROWS);
        pack_rows(a + i * a_row + k * a_column, a_row, a_column, some_rows, deep, packed_a);
        for (int c = 0; c < some_columns; c += WIDE)
          for (int r = 0; r < some_rows; r += HIGH) {
            int high = at_most(some_rows - r, HIGH), wide = at_most(some_columns - c, WIDE);
            numbers its_a = packed_a + r * deep, its_b = packed_b + c * deep;
            float *its_out = out + (i + r) * row + (j + c) * column;
            if (high == HIGH && wide == WIDE && column == 1) tile(its_a, its_b, deep, its_out, row, k == 0);
            else tile_at_edge(its_a, its_b, deep, its_out, row, column, k == 0, high, wide, whole);
          }
      }
    }
  }
}

// Strides count numbers, not bytes: out[i, j] = a[i, j] @ b[i, j] for each i below `outer` and j below `inner`; a step of 0 takes the same matrix again.
// `work` has room for `workspace()` numbers.
__attribute__((noinline))
static void products(numbers a, int a_row, int a_column, int a_outer, int a_inner,
              numbers b, int b_row, int b_column, int b_outer, int b_inner,
              float *out, int out_row, int out_column, int out_outer, int out_inner,
              int rows, int columns, int depth, int outer, int inner, float *work) {
  for (int i = 0; i < outer; i++)
    for (int j = 0; j < inner; j++)
      product(a + i * a_outer + j * a_inner, a_row, a_column, b + i * b_outer + j * b_inner, b_row, b_column,
              out + i * out_outer + j * out_inner, out_row, out_column, rows, columns, depth, work);
}

EXPORT(workspace)
int workspace(void) { return HIGH * WIDE + (COLUMNS + WIDE) * DEEP + (ROWS + HIGH) * DEEP; }

// ------------------------------------------------------------------------------------------------ functions
// In double precision, two numbers at a time; what is no number stays none, and large results become infinite when they
// are rounded. e**x = 2**n e**r with |r| <= ln 2 / 2, and a Taylor polynomial: 2e-10 off at most.
INLINE v128_t exp_of_two(v128_t x) {
#define TERM(c) sum = wasm_f64x2_add(wasm_f64x2_mul(sum, r), wasm_f64x2_splat(c));
  x = wasm_f64x2_max(wasm_f64x2_min(x, wasm_f64x2_splat(700)), wasm_f64x2_splat(-700));
  v128_t n = wasm_f64x2_nearest(wasm_f64x2_mul(x, wasm_f64x2_splat(1.4426950408889634)));
  v128_t r = wasm_f64x2_sub(x, wasm_f64x2_mul(n, wasm_f64x2_splat(0.6931471805599453)));
  v128_t sum = wasm_f64x2_splat(1. / 40320);
  TERM(1. / 5040) TERM(1. / 720) TERM(1. / 120) TERM(1. / 24) TERM(1. / 6) TERM(.5) TERM(1) TERM(1)
  v128_t power = wasm_i64x2_extend_low_i32x4(wasm_i32x4_trunc_sat_f64x2_zero(n));
  return wasm_f64x2_mul(sum, wasm_i64x2_shl(wasm_i64x2_add(power, wasm_i64x2_splat(1023)), 52));
}

INLINE v128_t tanh_of_two(v128_t x) {  // 1 - 2 / (e**2x + 1); near 0, where that loses digits, a Taylor polynomial
  v128_t one = wasm_f64x2_splat(1), two = wasm_f64x2_splat(2), r = wasm_f64x2_mul(x, x);
  v128_t far = wasm_f64x2_sub(one, wasm_f64x2_div(two, wasm_f64x2_add(exp_of_two(wasm_f64x2_add(x, x)), one)));
  v128_t sum = wasm_f64x2_splat(2. / 15);
  TERM(-1. / 3) TERM(1)
  return wasm_v128_bitselect(wasm_f64x2_mul(sum, x), far, wasm_f64x2_lt(wasm_f64x2_abs(x), wasm_f64x2_splat(1. / 64)));
}

// x = 2**n m with m from 0.71 to 1.41; ln m = 2 (s + s**3 / 3 + ...) with s = (m - 1) / (m + 1). Subnormal float32 are normal
// here. 4e-14 off at most.
INLINE v128_t log_of_two(v128_t x) {
  v128_t bits = wasm_i64x2_sub(x, wasm_i64x2_splat(0x3fe6a09e667f3bcd)), one = wasm_f64x2_splat(1);
  v128_t n = wasm_i64x2_shr(bits, 52);
  v128_t m = wasm_i64x2_sub(x, wasm_i64x2_shl(n, 52));
  v128_t s = wasm_f64x2_div(wasm_f64x2_sub(m, one), wasm_f64x2_add(m, one)), r = wasm_f64x2_mul(s, s);
  v128_t sum = wasm_f64x2_splat(2. / 15);
  TERM(2. / 13) TERM(2. / 11) TERM(2. / 9) TERM(2. / 7) TERM(2. / 5) TERM(2. / 3) TERM(2)
  v128_t whole = wasm_f64x2_convert_low_i32x4(wasm_i32x4_shuffle(n, n, 0, 2, 0, 2));
  v128_t found = wasm_f64x2_add(wasm_f64x2_mul(sum, s), wasm_f64x2_mul(whole, wasm_f64x2_splat(0.6931471805599453)));
  v128_t zero = wasm_f64x2_splat(0), infinite = wasm_f64x2_splat(__builtin_inf());
  found = wasm_v128_bitselect(wasm_f64x2_splat(-__builtin_inf()), found, wasm_f64x2_eq(x, zero));
  found = wasm_v128_bitselect(x, found, wasm_f64x2_eq(x, infinite));
  return wasm_v128_bitselect(found, wasm_f64x2_splat(__builtin_nan("")), wasm_f64x2_ge(x, zero));
}

#define OF_FOUR(name) \
  INLINE v128_t name(v128_t x) { \
    v128_t low = name##_of_two(wasm_f64x2_promote_low_f32x4(x)); \
    v128_t high = name##_of_two(wasm_f64x2_promote_low_f32x4(wasm_i64x2_shuffle(x, x, 1, 1))); \
    return wasm_i64x2_shuffle(wasm_f32x4_demote_f64x2_zero(low), wasm_f32x4_demote_f64x2_zero(high), 0, 2); \
  }
OF_FOUR(exp)
OF_FOUR(tanh)
OF_FOUR(log)

INLINE v128_t sign(v128_t x) {
  v128_t zero = wasm_f32x4_splat(0), one = wasm_f32x4_splat(1);
  v128_t up = wasm_v128_and(wasm_f32x4_gt(x, zero), one), down = wasm_v128_and(wasm_f32x4_lt(x, zero), one);
  return wasm_v128_bitselect(wasm_f32x4_sub(up, down), x, wasm_f32x4_eq(x, x));
}

INLINE v128_t power(v128_t x, v128_t y) {  // x > 0: the encoder sees to it that x is a positive constant
#define HALF(side) wasm_f64x2_promote_low_f32x4(wasm_i64x2_shuffle(side, side, 1, 1))
  v128_t low = exp_of_two(wasm_f64x2_mul(log_of_two(wasm_f64x2_promote_low_f32x4(x)), wasm_f64x2_promote_low_f32x4(y)));
  v128_t high = exp_of_two(wasm_f64x2_mul(log_of_two(HALF(x)), HALF(y)));
  return wasm_i64x2_shuffle(wasm_f32x4_demote_f64x2_zero(low), wasm_f32x4_demote_f64x2_zero(high), 0, 2);
}

// ---------------------------------------------------------------------------------------- element by element
// Rows of `n` elements; strides count bytes. Numbers that lie side by side go four at a time; the last ones, and those that do
// not, one at a time through the same vectors.
typedef struct { int address, step, strides[4]; } Array;  // `step` bytes further for the next batch
typedef struct { int op, length, n[4]; Array out, a, b; } Elementwise;

INLINE void store_one(char *out, v128_t x) { wasm_v128_store32_lane(out, x, 0); }

// The last one to three of a row.
INLINE v128_t load_some(const char *a, int n) {
  v128_t x = wasm_v128_load32_zero(a);
  if (n > 1) x = wasm_v128_load32_lane(a + 4, x, 1);
  return n > 2 ? wasm_v128_load32_lane(a + 8, x, 2) : x;
}

INLINE void store_some(char *out, v128_t x, int n) {
  store_one(out, x);
  if (n > 1) wasm_v128_store32_lane(out + 4, x, 1);
  if (n > 2) wasm_v128_store32_lane(out + 8, x, 2);
}

#define UNARY(name, value) \
  static void name##_row(char *out, int os, const char *a, int as, const char *b, int bs, int n) { \
    int i = 0; \
    if (os == 4 && as == 4) { \
      for (; i + 4 <= n; i += 4) { v128_t x = wasm_v128_load(a + 4 * i); wasm_v128_store(out + 4 * i, value); } \
      if (i < n) { v128_t x = load_some(a + 4 * i, n - i); store_some(out + 4 * i, value, n - i); } \
      return; \
    } \
    for (; i < n; i++) { v128_t x = wasm_v128_load32_zero(a + i * as); store_one(out + i * os, value); } \
  }

#define BINARY(name, value) \
  static void name##_row(char *out, int os, const char *a, int as, const char *b, int bs, int n) { \
    int i = 0; \
    if (os == 4 && as == 4 && bs == 4) \
      for (; i + 4 <= n; i += 4) { \
        v128_t x = wasm_v128_load(a + 4 * i), y = wasm_v128_load(b + 4 * i); \
        wasm_v128_store(out + 4 * i, value); \
      } \
    else if (os == 4 && as == 4 && bs == 0) { \
      v128_t y = wasm_v128_load32_splat(b); \
      for (; i + 4 <= n; i += 4) { v128_t x = wasm_v128_load(a + 4 * i); wasm_v128_store(out + 4 * i, value); } \
    } else if (os == 4 && as == 0 && bs == 4) { \
      v128_t x = wasm_v128_load32_splat(a); \
      for (; i + 4 <= n; i += 4) { v128_t y = wasm_v128_load(b + 4 * i); wasm_v128_store(out + 4 * i, value); } \
    } \
    for (; i < n; i++) { \
      v128_t x = wasm_v128_load32_zero(a + i * as), y = wasm_v128_load32_zero(b + i * bs); \
      store_one(out + i * os, value); \
    } \
  }

// Of other kinds of elements, one at a time.
#define EACH(name, Out, X, Y, value) \
  static void name##_row(char *out, int os, const char *a, int as, const char *b, int bs, int n) { \
    for (int i = 0; i < n; i++) { \
      X x = *(const X *)(a + i * as); \
      Y y = *(const Y *)(b + i * bs); \
      *(Out *)(out + i * os) = (value); \
    } \
  }
#define EACH_ALONE(name, Out, X, value) \
  static void name##_row(char *out, int os, const char *a, int as, const char *b, int bs, int n) { \
    for (int i = 0; i < n; i++) { \
      X x = *(const X *)(a + i * as); \
      *(Out *)(out + i * os) = (value); \
    } \
  }

typedef unsigned char truth;  // NumPy's bool_: one byte, 0 or 1

// Everything that is done element by element, in the order of `ELEMENTWISE` in encoding.py.
#define ALL(UNARY, BINARY, EACH, EACH_ALONE) \
  BINARY(add, wasm_f32x4_add(x, y)) \
  BINARY(subtract, wasm_f32x4_sub(x, y)) \
  BINARY(multiply, wasm_f32x4_mul(x, y)) \
  BINARY(divide, wasm_f32x4_div(x, y)) \
  BINARY(maximum, wasm_f32x4_max(x, y)) \
  BINARY(minimum, wasm_f32x4_min(x, y)) \
  BINARY(power, power(x, y)) \
  UNARY(sqrt, wasm_f32x4_sqrt(x)) \
  UNARY(negative, wasm_f32x4_neg(x)) \
  UNARY(absolute, wasm_f32x4_abs(x)) \
  UNARY(square, wasm_f32x4_mul(x, x)) \
  UNARY(sign, sign(x)) \
  UNARY(exp, exp(x)) \
  UNARY(log, log(x)) \
  UNARY(tanh, tanh(x)) \
  UNARY(copy_words, x) \
  EACH_ALONE(copy_truths, truth, truth, x) \
  EACH(equal, truth, float, float, x == y) \
  EACH(not_equal, truth, float, float, x != y) \
  EACH(less, truth, float, float, x < y) \
  EACH(less_equal, truth, float, float, x <= y) \
  EACH(greater, truth, float, float, x > y) \
  EACH(greater_equal, truth, float, float, x >= y) \
  EACH(equal_integers, truth, int, int, x == y) \
  EACH(not_equal_integers, truth, int, int, x != y) \
  EACH(less_integers, truth, int, int, x < y) \
  EACH(greater_integers, truth, int, int, x > y) \
  EACH(add_integers, unsigned, unsigned, unsigned, x + y) \
  EACH(subtract_integers, unsigned, unsigned, unsigned, x - y) \
  EACH(multiply_integers, unsigned, unsigned, unsigned, x * y) \
  EACH(logical_and, truth, truth, truth, x & y) \
  EACH(logical_or, truth, truth, truth, x | y) \
  EACH_ALONE(logical_not, truth, truth, !x) \
  EACH_ALONE(float_of_truth, float, truth, x) \
  EACH_ALONE(integer_of_truth, int, truth, x) \
  EACH_ALONE(float_of_integer, float, int, (float)x) \
  UNARY(integer_of_float, wasm_i32x4_trunc_sat_f32x4(x)) \
  EACH_ALONE(float_of_long, float, long long, (float)x) \
  EACH_ALONE(integer_of_long, int, long long, (int)x) \
  EACH(copy_where, unsigned, unsigned, truth, y ? x : *(unsigned *)(out + i * os))

ALL(UNARY, BINARY, EACH, EACH_ALONE)

enum {
#define NAME_2(name, value) name##_op,
#define NAME_4(name, ...) name##_op,
  ALL(NAME_2, NAME_2, NAME_4, NAME_4)
  COUNT_INTEGER, COUNT_FLOAT, SUM, MAXIMUM, ARGMAX, PRODUCT
};

INLINE void row_of(int op, char *out, int os, const char *a, int as, const char *b, int bs, int n) {
  switch (op) {
#define CASE_2(name, value) case name##_op: name##_row(out, os, a, as, b, bs, n); break;
#define CASE_4(name, ...) case name##_op: name##_row(out, os, a, as, b, bs, n); break;
    ALL(CASE_2, CASE_2, CASE_4, CASE_4)
  }
}

INLINE char *at(const Array *array, int batch) { return (char *)(array->address + batch * array->step); }

static void elementwise(const Elementwise *e, int batch) {
  char *out = at(&e->out, batch), *a = at(&e->a, batch), *b = at(&e->b, batch);
  const int *o = e->out.strides, *p = e->a.strides, *q = e->b.strides;
  for (int i = 0; i < e->n[0]; i++)
    for (int j = 0; j < e->n[1]; j++)
      for (int k = 0; k < e->n[2]; k++)
        row_of(e->op, out + i * o[0] + j * o[1] + k * o[2], o[3], a + i * p[0] + j * p[1] + k * p[2], p[3],
               b + i * q[0] + j * q[1] + k * q[2], q[3], e->n[3]);
}

// ------------------------------------------------------------------------------------------------ reductions
// Over one or two axes, of `m` elements, `along` bytes from one to the next; `n` and strides are those of the result.
typedef struct { int op, length, n[4]; Array out, a; int m[2], along[2]; } Reduction;

// As NumPy adds what is contiguous: eight sums side by side, of 128 numbers at most, and halves of more.
static float pairwise(numbers a, int n) {
  if (n < 8) {
    float sum = -0.f;
    for (int i = 0; i < n; i++) sum += a[i];
    return sum;
  }
  if (n > 128) {
    int half = n / 2 / 8 * 8;
    return pairwise(a, half) + pairwise(a + half, n - half);
  }
  v128_t left = wasm_v128_load(a), right = wasm_v128_load(a + 4);
  int i = 8;
  for (; i + 8 <= n; i += 8) {
    left = wasm_f32x4_add(left, wasm_v128_load(a + i));
    right = wasm_f32x4_add(right, wasm_v128_load(a + i + 4));
  }
#define LANE(v, i) wasm_f32x4_extract_lane(v, i)
  float sum = ((LANE(left, 0) + LANE(left, 1)) + (LANE(left, 2) + LANE(left, 3))) +
              ((LANE(right, 0) + LANE(right, 1)) + (LANE(right, 2) + LANE(right, 3)));
  for (; i < n; i++) sum += a[i];
  return sum;
}

INLINE v128_t joined(int op, v128_t x, v128_t y) { return op == SUM ? wasm_f32x4_add(x, y) : wasm_f32x4_max(x, y); }

INLINE v128_t reduced(int op, const char *a, const Reduction *r, int four) {
#define LOAD(p) (four ? wasm_v128_load(p) : wasm_v128_load32_zero(p))
  v128_t found = LOAD(a);
  for (int j = 1; j < r->m[1]; j++) found = joined(op, found, LOAD(a + j * r->along[1]));
  for (int i = 1; i < r->m[0]; i++)
    for (int j = 0; j < r->m[1]; j++) found = joined(op, found, LOAD(a + i * r->along[0] + j * r->along[1]));
  return found;
}

INLINE int argmax(const char *a, int n, int along) {  // the first of the largest, or of what is no number
  int found = 0;
  float most = *(numbers)a;
  for (int i = 1; i < n && most == most; i++) {
    float x = *(numbers)(a + i * along);
    if (!(x <= most)) most = x, found = i;
  }
  return found;
}

INLINE void reduce_row(int op, char *out, int os, const char *a, int as, const Reduction *r) {
  int i = 0, n = r->n[3];
  if (os == 4 && as == 4)
    for (; i + 4 <= n; i += 4) wasm_v128_store(out + 4 * i, reduced(op, a + 4 * i, r, 1));
  for (; i < n; i++) {
    const char *from = a + i * as;
    if (op == SUM && r->m[0] == 1 && r->along[1] == 4) *(float *)(out + i * os) = pairwise((numbers)from, r->m[1]);
    else store_one(out + i * os, reduced(op, from, r, 0));
  }
}

static void reduction(const Reduction *r, int batch) {
  char *out = at(&r->out, batch), *a = at(&r->a, batch);
  const int *o = r->out.strides, *p = r->a.strides;
  for (int i = 0; i < r->n[0]; i++)
    for (int j = 0; j < r->n[1]; j++)
      for (int k = 0; k < r->n[2]; k++) {
        char *to = out + i * o[0] + j * o[1] + k * o[2], *from = a + i * p[0] + j * p[1] + k * p[2];
        if (r->op == SUM) reduce_row(SUM, to, o[3], from, p[3], r);
        else if (r->op == MAXIMUM) reduce_row(MAXIMUM, to, o[3], from, p[3], r);
        else for (int l = 0; l < r->n[3]; l++) *(int *)(to + l * o[3]) = argmax(from + l * p[3], r->m[1], r->along[1]);
      }
}

static void count(const Elementwise *e, int batch) {  // how many of `a` are true; `out` is one number
  const char *a = at(&e->a, batch);
  const int *p = e->a.strides;
  int sum = 0;
  for (int i = 0; i < e->n[0]; i++)
    for (int j = 0; j < e->n[1]; j++)
      for (int k = 0; k < e->n[2]; k++)
        for (int l = 0; l < e->n[3]; l++) sum += a[i * p[0] + j * p[1] + k * p[2] + l * p[3]];
  if (e->op == COUNT_FLOAT) *(float *)at(&e->out, batch) = sum;
  else *(int *)at(&e->out, batch) = sum;
}

// ------------------------------------------------------------------------------------------- the interpreter
typedef struct { int address, step, row, column, outer, inner; } Matrices;
typedef struct { int op, length; Matrices out, a, b; int rows, columns, depth, outer, inner; } Product;
// `next`: the batch that comes next; `batches`: how many are done in one call; `end`: where the instructions end, in words
typedef struct { int next, batches, end, work; } Program;

EXPORT(run)
void run(Program *program) {
  const int *first = (const int *)(program + 1), *end = (const int *)program + program->end;
  for (int i = 0; i < program->batches; i++) {
    int batch = program->next++;
    for (const int *now = first; now < end; now += now[1]) {
      if (*now < COUNT_INTEGER) elementwise((const Elementwise *)now, batch);
      else if (*now <= COUNT_FLOAT) count((const Elementwise *)now, batch);
      else if (*now <= ARGMAX) reduction((const Reduction *)now, batch);
      else {
        const Product *p = (const Product *)now;
#define MATRICES(x) (float *)(x.address + batch * x.step), x.row, x.column, x.outer, x.inner
        products(MATRICES(p->a), MATRICES(p->b), MATRICES(p->out), p->rows, p->columns, p->depth, p->outer, p->inner,
                 (float *)program->work);
      }
    }
  }
}
