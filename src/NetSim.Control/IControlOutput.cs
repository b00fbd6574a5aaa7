using NetSim.Simulation.Applications;
using NetSim.Simulation.Running;

namespace NetSim.Control;

/// <summary>How results are written as JSON: as the command line writes them.</summary>
public interface IControlOutput
{
    void Write(Stream stream, RunSummary summary);

    void Write(Stream stream, ApplicationRecord application);
}
