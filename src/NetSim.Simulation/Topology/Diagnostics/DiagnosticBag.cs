using System.Collections.Immutable;
using NetSim.Simulation.Topology.Document;

namespace NetSim.Simulation.Topology.Diagnostics;

/// <summary>Collects what there is to say about one file.</summary>
internal sealed class DiagnosticBag(string file)
{
    private readonly List<Diagnostic> _found = [];

    public bool HasErrors { get; private set; }

    public void Add(Place place, Problem problem) => Add(place, problem.Code, problem.Message);

    public void Add(Place place, DiagnosticCode code, string message) => Add(place.Line, place.Column, place.Path, code, message);

    /// <summary>About the key rather than the value that it holds.</summary>
    public void AddAtKey(Place place, DiagnosticCode code, string message) =>
        Add(place.KeyLine, place.KeyColumn, place.Path, code, message);

    public void Add(int line, int column, string path, DiagnosticCode code, string message)
    {
        Diagnostic diagnostic = new()
        {
            Code = code,
            File = file,
            Line = line,
            Column = column,
            Path = path,
            Message = Quoted.Harmless(message),
        };
        HasErrors |= diagnostic.Severity == Severity.Error;
        _found.Add(diagnostic);
    }

    /// <summary>In the order of the file; what stands at the same place stays in the order of discovery.</summary>
    public ImmutableArray<Diagnostic> InOrder() => [.. _found.OrderBy(d => d.Line).ThenBy(d => d.Column)];
}
