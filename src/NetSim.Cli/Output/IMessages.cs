namespace NetSim.Cli.Output;

/// <summary>Where a run tells people what happens: lines on standard error, above the live table if there is one. From any thread.</summary>
internal interface IMessages
{
    void Line(string text);
}

/// <summary>Plain lines, as they come.</summary>
internal sealed class PlainMessages(TextWriter output) : IMessages
{
    public void Line(string text) => output.WriteLine(text);
}
