using System.Globalization;

namespace NetSim.Simulation.Tests.Validation;

/// <summary>How far a measured value may be from the expected one.</summary>
internal readonly record struct Tolerance
{
    private enum Kind
    {
        Absolute,
        Relative,
        AtLeast,
        AtMost,
    }

    private Kind Of { get; init; }

    private double Width { get; init; }

    /// <summary>No difference at all.</summary>
    public static Tolerance Exact { get; } = new() { Of = Kind.Absolute };

    /// <summary>The expected value is a lower bound.</summary>
    public static Tolerance AtLeast { get; } = new() { Of = Kind.AtLeast };

    /// <summary>The expected value is an upper bound.</summary>
    public static Tolerance AtMost { get; } = new() { Of = Kind.AtMost };

    /// <summary>In the unit of the value.</summary>
    public static Tolerance Within(double width) => new() { Of = Kind.Absolute, Width = width };

    /// <summary>In per cent of the expected value.</summary>
    public static Tolerance Percent(double percent) => new() { Of = Kind.Relative, Width = percent };

    // A value that is not a number is no measurement: every comparison with it is false.
    public bool Holds(double expected, double measured) => Of switch
    {
        Kind.Absolute => Math.Abs(measured - expected) <= Width,
        Kind.Relative => Math.Abs(measured - expected) <= Math.Abs(expected) * Width / 100,
        Kind.AtLeast => measured >= expected,
        _ => measured <= expected,
    };

    public override string ToString() => Of switch
    {
        Kind.Absolute when Width == 0 => "exact",
        Kind.Absolute => string.Create(CultureInfo.InvariantCulture, $"± {Width:0.#########}"),
        Kind.Relative => string.Create(CultureInfo.InvariantCulture, $"± {Width} %"),
        Kind.AtLeast => "at least",
        _ => "at most",
    };
}
