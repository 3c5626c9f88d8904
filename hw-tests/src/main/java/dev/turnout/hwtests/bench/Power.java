package dev.turnout.hwtests.bench;

import java.text.DecimalFormat;
import java.text.DecimalFormatSymbols;
import java.text.FieldPosition;
import java.text.NumberFormat;
import java.text.ParsePosition;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Writes a logarithm as what it is the logarithm of: the ticks of an axis whose values are logarithms. */
final class Power extends NumberFormat {
    private static final long serialVersionUID = 1;

    private final int base;
    private final NumberFormat format;

    Power(int base, String pattern) {
        this.base = base;
        format = new DecimalFormat(pattern, DecimalFormatSymbols.getInstance(Locale.ROOT));
    }

    static double log(int base, double value) {
        return Math.log(value) / Math.log(base);
    }

    @Override
    public StringBuffer format(double power, StringBuffer to, FieldPosition position) {
        return format.format(Math.pow(base, power), to, position);
    }

    @Override
    public StringBuffer format(long power, StringBuffer to, FieldPosition position) {
        return format((double) power, to, position);
    }

    @Override
    public @Nullable Number parse(String text, ParsePosition position) {
        Number value = format.parse(text, position);
        return value == null ? null : log(base, value.doubleValue());
    }
}
