using NetSim.Simulation.Topology.Binding;
using NetSim.Simulation.Topology.Diagnostics;

namespace NetSim.Simulation.Topology.Document;

/// <summary><c>{ run: "curl -s http://10.0.0.2/", start: 2 s }</c>, <c>{ run: python3 -m http.server 8000, wait-for: port 8000 }</c>.</summary>
internal sealed class ExecDocument : ApplicationDocument
{
    private const string PortWord = "port ";

    private static readonly ScalarShape<ushort> PortShape = new()
    {
        Parse = (string text, out ushort value, out Problem problem) =>
        {
            value = 0;
            problem = new Problem(DiagnosticCode.NotAnInteger, $"{Quoted.Text(text)} is nothing that could be waited for: write 'port 8000'");
            return text.StartsWith(PortWord, StringComparison.Ordinal)
                && ushort.TryParse(text.AsSpan(PortWord.Length), System.Globalization.NumberStyles.None, null, out value) && value > 0;
        },
        Schema = json =>
        {
            json.WriteString("type", "string");
            json.WriteString("pattern", $"^{PortWord}[0-9]{{1,5}}$");
        },
    };

    public static new readonly RecordShape<ExecDocument> Shape = WithTimes(
        new RecordShape<ExecDocument>("exec", static () => new ExecDocument(), "A program of this machine.")
            .Optional("run", new ListShape<string>(Scalars.Text, ListForm.OneOrMany), static (e, v) => e.Run = v,
                "the program and its arguments as a list of words, or as one text that is split at spaces (quotes keep words together); no shell reads it")
            .Optional("sh", Scalars.Text, static (e, v) => e.ShellLine = v, "a line for `sh -c`")
            .ExactlyOneOf("run", "sh")
            .Defaulted("background", Scalars.YesNo, false, static (e, v) => e.Background = v.Value,
                "whether what comes next, and the end of the run, wait for its end; true: they do not")
            .Optional("wait-for", PortShape, static (e, v) => e.WaitForPort = v,
                "'port N': it is a server, and what comes next waits until somebody in the node listens on that TCP port")
            .Optional("expect", static () => ExecExpectationDocument.Shape, static (e, v) => e.Expected = v.Value,
                "what its end must be like; makes the run a test"));

    public Located<List<Located<string>>>? Run { get; private set; }
    public Located<string>? ShellLine { get; private set; }
    public bool Background { get; private set; }
    public Located<ushort>? WaitForPort { get; private set; }
    public ExecExpectationDocument? Expected { get; private set; }
}

/// <summary><c>expect: { status: 0, output: hello }</c>.</summary>
internal sealed class ExecExpectationDocument : DocumentRecord
{
    public static readonly RecordShape<ExecExpectationDocument> Shape =
        new RecordShape<ExecExpectationDocument>("execExpectation", static () => new ExecExpectationDocument(), "What the end of a program must be like.")
            .Defaulted("status", Scalars.Integer(0, 255), 0, static (e, v) => e.Status = v.Value, "its exit status; 128 and the signal that ended it")
            .Optional("output", Scalars.Text, static (e, v) => e.Output = v.Value, "a text that its standard output must contain");

    public int Status { get; private set; }
    public string? Output { get; private set; }
}
