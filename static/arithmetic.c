// Products of matrices, for the page: NumPy in Pyodide multiplies one number at a time.
//
// playground/site/arithmetic.py compiles this to a WebAssembly module that owns nothing. It works in the memory of the
// interpreter, which it imports; it has no stack, no data and no library of its own. Strides count numbers, not bytes.
//
// Every sum is formed as NumPy's `matmul` without BLAS forms it: from 0, one product after the other, each rounded. So the result is the
// same to the bit, NaN, infinities and subnormals too, whatever the machine and the layout of the matrices.
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

static void product(numbers a, int a_row, int a_column, numbers b, int b_row, int b_column, float *out, int row, int column,
                    int rows, int columns, int depth, float *work) {
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

// out[i, j] = a[i, j] @ b[i, j] for each i below `outer` and j below `inner`; a step of 0 takes the same matrix again.
// `work` has room for `workspace()` numbers.
EXPORT(products)
void products(numbers a, int a_row, int a_column, int a_outer, int a_inner,
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
