/* Gradient descent of a network with at most one hidden layer of sigmoid neurons and the squared
 * error, everything recorded: the limit that the other contestants are compared with.
 *
 * layout.h is written by c_kernel.py for one problem. It has the sizes, and for each array the
 * column of a row where it is recorded, or -1 where no column is wanted. With sizes that the
 * compiler knows, the loops of a small network are unrolled to straight-line code.
 */
#include <math.h>
#include <string.h>

#include "layout.h"

#if WIDTH < 400
#define UNROLL _Pragma("GCC unroll 16")
#else
#define UNROLL
#endif

#define FIRST (HIDDEN ? HIDDEN : OUTPUTS)
#define WIDEST (FIRST > OUTPUTS ? FIRST : OUTPUTS)
#define ARRAY(name, size) \
    double name##_unrecorded[COLUMN_##name < 0 && (size) > 0 ? (size) : 1]; \
    double *name = COLUMN_##name < 0 ? name##_unrecorded : row + COLUMN_##name

static inline void forward(int inputs, int units, const double *x, const double *w,
                           const double *b, double *sop, double *activ)
{
    for (int n = 0; n < EXAMPLES; n++) {
        double sums[WIDEST];
        UNROLL for (int u = 0; u < units; u++)
            sums[u] = BIAS ? b[u] : 0.0;
        UNROLL for (int i = 0; i < inputs; i++) {
            UNROLL for (int u = 0; u < units; u++)
                sums[u] += x[n * inputs + i] * w[i * units + u];
        }
        UNROLL for (int u = 0; u < units; u++) {
            sop[n * units + u] = sums[u];
            activ[n * units + u] = 1.0 / (1.0 + exp(-sums[u]));
        }
    }
}

static inline void backward(int units, const double *reaching, const double *activ,
                            double *slope, double *delta)
{
    UNROLL for (int p = 0; p < EXAMPLES * units; p++) {
        slope[p] = activ[p] * (1.0 - activ[p]);
        delta[p] = reaching[p] * slope[p];
    }
}

static inline void update(int inputs, int units, const double *x, const double *delta,
                          double *w, double *b, double *grad_w, double *grad_b)
{
    UNROLL for (int i = 0; i < inputs; i++) {
        double sums[WIDEST];
        UNROLL for (int u = 0; u < units; u++)
            sums[u] = 0.0;
        for (int n = 0; n < EXAMPLES; n++) {
            UNROLL for (int u = 0; u < units; u++)
                sums[u] += x[n * inputs + i] * delta[n * units + u];
        }
        UNROLL for (int u = 0; u < units; u++) {
            grad_w[i * units + u] = sums[u] / EXAMPLES;
            w[i * units + u] -= RATE * grad_w[i * units + u];
        }
    }
    if (!BIAS)
        return;
    UNROLL for (int u = 0; u < units; u++) {
        grad_b[u] = 0.0;
        for (int n = 0; n < EXAMPLES; n++)
            grad_b[u] += delta[n * units + u];
        grad_b[u] /= EXAMPLES;
        b[u] -= RATE * grad_b[u];
    }
}

static inline void record(int column, int size, const double *values, double *row)
{
    if (column >= 0)
        memcpy(row + column, values, size * sizeof(double));
}

void descend(const double *x, const double *target, double *parameters_1, double *parameters_2,
             double *bias_1, double *bias_2, double *rows, long iterations)
{
    double w_1[INPUTS * FIRST], b_1[FIRST], w_2[HIDDEN ? HIDDEN * OUTPUTS : 1], b_2[OUTPUTS];
    memcpy(w_1, parameters_1, sizeof w_1);
    memcpy(w_2, parameters_2, sizeof w_2);
    memcpy(b_1, bias_1, sizeof b_1);
    memcpy(b_2, bias_2, sizeof b_2);
    for (long iteration = 0; iteration < iterations; iteration++) {
        double *row = rows + iteration * WIDTH;
        ARRAY(SOP_1, EXAMPLES * FIRST);
        ARRAY(Activ_1, EXAMPLES * FIRST);
        ARRAY(SOP_2, HIDDEN * EXAMPLES * OUTPUTS);
        ARRAY(Activ_2, HIDDEN * EXAMPLES * OUTPUTS);
        ARRAY(Error, EXAMPLES);
        ARRAY(Cost, 1);
        ARRAY(dError_dPredicted, EXAMPLES * OUTPUTS);
        ARRAY(dActiv_dSOP_2, HIDDEN * EXAMPLES * OUTPUTS);
        ARRAY(delta_2, HIDDEN * EXAMPLES * OUTPUTS);
        ARRAY(dError_dActiv_1, EXAMPLES * HIDDEN);
        ARRAY(dActiv_dSOP_1, EXAMPLES * FIRST);
        ARRAY(delta_1, EXAMPLES * FIRST);
        ARRAY(grad_W_1, INPUTS * FIRST);
        ARRAY(grad_b_1, FIRST);
        ARRAY(grad_W_2, HIDDEN * OUTPUTS);
        ARRAY(grad_b_2, OUTPUTS);
        record(COLUMN_W_1, INPUTS * FIRST, w_1, row);
        record(COLUMN_b_1, FIRST, b_1, row);
        record(COLUMN_W_2, HIDDEN * OUTPUTS, w_2, row);
        record(COLUMN_b_2, OUTPUTS, b_2, row);

        forward(INPUTS, FIRST, x, w_1, b_1, SOP_1, Activ_1);
        if (HIDDEN)
            forward(HIDDEN, OUTPUTS, Activ_1, w_2, b_2, SOP_2, Activ_2);

        const double *predicted = HIDDEN ? Activ_2 : Activ_1;
        Cost[0] = 0.0;
        for (int n = 0; n < EXAMPLES; n++) {
            Error[n] = 0.0;
            UNROLL for (int u = 0; u < OUTPUTS; u++) {
                double difference = predicted[n * OUTPUTS + u] - target[n * OUTPUTS + u];
                Error[n] += SLOPE / 2.0 * difference * difference;
                dError_dPredicted[n * OUTPUTS + u] = SLOPE * difference;
            }
            Cost[0] += Error[n] / EXAMPLES;
        }

        if (HIDDEN) {
            backward(OUTPUTS, dError_dPredicted, Activ_2, dActiv_dSOP_2, delta_2);
            for (int n = 0; n < EXAMPLES; n++) {
                UNROLL for (int h = 0; h < HIDDEN; h++) {
                    double sum = 0.0;
                    UNROLL for (int u = 0; u < OUTPUTS; u++)
                        sum += delta_2[n * OUTPUTS + u] * w_2[h * OUTPUTS + u];
                    dError_dActiv_1[n * HIDDEN + h] = sum;
                }
            }
            backward(FIRST, dError_dActiv_1, Activ_1, dActiv_dSOP_1, delta_1);
            update(HIDDEN, OUTPUTS, Activ_1, delta_2, w_2, b_2, grad_W_2, grad_b_2);
        } else {
            backward(FIRST, dError_dPredicted, Activ_1, dActiv_dSOP_1, delta_1);
        }
        update(INPUTS, FIRST, x, delta_1, w_1, b_1, grad_W_1, grad_b_1);
    }
    memcpy(parameters_1, w_1, sizeof w_1);
    memcpy(parameters_2, w_2, sizeof w_2);
    memcpy(bias_1, b_1, sizeof b_1);
    memcpy(bias_2, b_2, sizeof b_2);
}
