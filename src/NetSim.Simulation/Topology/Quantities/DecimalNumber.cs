namespace NetSim.Simulation.Topology.Quantities;

/// <summary>
/// Digits with an optional point, exactly: <see cref="Mantissa"/> · 10^-<see cref="Scale"/>. No exponent, no separators, no NaN.
/// </summary>
internal readonly record struct DecimalNumber
{
    /// <summary>What a decimal holds exactly.</summary>
    public const int DigitsHeld = 28;

    /// <summary>A whole number; meaningful only up to <see cref="DigitsHeld"/> digits.</summary>
    public decimal Mantissa { get; private init; }

    /// <summary>Digits after the point.</summary>
    public int Scale { get; private init; }

    /// <summary>Digits in all, without leading zeros.</summary>
    public int Digits { get; private init; }

    public bool IsNegative { get; private init; }

    public bool IsZero => Digits == 0;

    /// <summary>As it was written.</summary>
    public string Text { get; private init; }

    /// <param name="rest">What follows the number; where it fails, what follows the part that could be read.</param>
    public static bool TryRead(string text, out DecimalNumber number, out ReadOnlySpan<char> rest)
    {
        number = default;
        rest = text.AsSpan().Trim();
        bool negative = rest is ['-', ..];
        if (negative) rest = rest[1..];
        ReadOnlySpan<char> start = rest;
        decimal mantissa = 0;
        int scale = 0, digits = 0, seen = 0, zeros = 0;
        bool afterPoint = false;
        for (; rest.Length > 0; rest = rest[1..])
        {
            char c = rest[0];
            if (c == '.' && !afterPoint && seen > 0)
            {
                afterPoint = true;
                continue;
            }
            if (!char.IsAsciiDigit(c)) break;
            seen++;
            // Zeros at the end of the decimals say nothing, and there may be many.
            if (afterPoint && c == '0')
            {
                zeros++;
                continue;
            }
            for (; zeros >= 0; zeros--)
            {
                if (afterPoint) scale++;
                int digit = zeros == 0 ? c - '0' : 0;
                if (digits == 0 && digit == 0) continue;
                if (++digits <= DigitsHeld) mantissa = mantissa * 10 + digit;
            }
            zeros = 0;
        }
        bool endsInPoint = afterPoint && scale + zeros == 0;
        if (seen == 0 || endsInPoint || rest is [',' or '.' or '_' or '\'', ..] || IsExponent(rest)) return false;
        string written = string.Concat(negative ? "-" : "", start[..^rest.Length]);
        number = new DecimalNumber { Mantissa = mantissa, Scale = scale, Digits = digits, IsNegative = negative, Text = written };
        return true;
    }

    private static bool IsExponent(ReadOnlySpan<char> rest) => rest is ['e' or 'E', '+' or '-' or (>= '0' and <= '9'), ..];
}
