namespace NetSim.Simulation.Tests.Validation;

/// <summary>A set-up, the formula that says what must come of it, and the figures that were measured.</summary>
/// <param name="setUp">What is simulated.</param>
/// <param name="formula">Where the expected values come from.</param>
internal sealed class ValidationRow(string setUp, string formula)
{
    private readonly List<ValidationFigure> _figures = [];

    public string SetUp => setUp;

    public string Formula => formula;

    public IReadOnlyList<ValidationFigure> Figures => _figures;

    /// <param name="what">What is measured, with its unit.</param>
    /// <param name="expected">By the formula.</param>
    /// <param name="measured">In the simulation.</param>
    /// <param name="tolerance">How far apart the two may be.</param>
    public ValidationRow Expect(string what, double expected, double measured, Tolerance tolerance)
    {
        _figures.Add(new ValidationFigure(what, expected, measured, tolerance));
        return this;
    }
}

internal sealed record ValidationFigure(string What, double Expected, double Measured, Tolerance Tolerance)
{
    public bool Holds => Tolerance.Holds(Expected, Measured);
}
