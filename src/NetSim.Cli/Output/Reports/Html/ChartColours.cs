namespace NetSim.Cli.Output.Reports.Html;

/// <summary>Colours of the style sheet that mean something.</summary>
internal static class ChartColours
{
    /// <summary>Red: something was lost or sent again.</summary>
    public const int Alarm = 3;
}
