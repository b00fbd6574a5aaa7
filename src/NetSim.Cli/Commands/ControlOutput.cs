using NetSim.Cli.Output;
using NetSim.Control;
using NetSim.Simulation.Applications;
using NetSim.Simulation.Running;

namespace NetSim.Cli.Commands;

/// <summary>Results over HTTP are those of the command line.</summary>
internal sealed class ControlOutput : IControlOutput
{
    public void Write(Stream stream, RunSummary summary) => SummaryJson.Write(stream, summary);

    public void Write(Stream stream, ApplicationRecord application) => SummaryJson.Write(stream, application);
}
