using System.Globalization;

namespace NetSim.Simulation.Tests.Validation;

/// <summary>What is measured lies within its tolerance, and docs/validation.md says it.</summary>
public sealed class ValidationTests
{
    public static TheoryData<string> Rows => new(ValidationDocument.Names);

    [Theory]
    [MemberData(nameof(Rows))]
    public void What_is_measured_lies_within_its_tolerance(string row)
    {
        ValidationRow measured = ValidationDocument.Measure(row);
        Assert.NotEmpty(measured.Figures);
        Assert.All(measured.Figures, figure => Assert.True(figure.Holds, string.Create(CultureInfo.InvariantCulture,
            $"{figure.What}: expected {figure.Expected}, measured {figure.Measured}, tolerance {figure.Tolerance}")));
    }

    [Fact]
    public void The_document_says_what_is_measured() => Topology.RepositoryFiles.AssertSameAs(ValidationDocument.Path, ValidationDocument.Write());

    [Theory]
    [InlineData(10, 10.01, false)]
    [InlineData(10, double.NaN, false)]
    [InlineData(10, 10, true)]
    public void An_exact_value_is_no_other(double expected, double measured, bool holds) =>
        Assert.Equal(holds, Tolerance.Exact.Holds(expected, measured));

    [Theory]
    [InlineData(100, 102, true)]
    [InlineData(100, 97.9, false)]
    [InlineData(-100, -102, true)]
    [InlineData(100, double.NaN, false)]
    public void A_tolerance_in_per_cent_is_one_of_the_expected_value(double expected, double measured, bool holds) =>
        Assert.Equal(holds, Tolerance.Percent(2).Holds(expected, measured));

    [Fact]
    public void Bounds_are_on_one_side()
    {
        Assert.True(Tolerance.AtLeast.Holds(10, 11));
        Assert.False(Tolerance.AtLeast.Holds(10, 9.99));
        Assert.True(Tolerance.AtMost.Holds(10, 9));
        Assert.False(Tolerance.AtMost.Holds(10, 10.01));
    }
}
