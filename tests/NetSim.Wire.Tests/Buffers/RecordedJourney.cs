using NetSim.Wire.Buffers;

namespace NetSim.Wire.Tests.Buffers;

/// <summary>Writes down what it is told.</summary>
internal sealed class RecordedJourney(List<string> told) : PacketJourney
{
    public override PacketJourney Fork()
    {
        told.Add("fork");
        return new RecordedJourney(told);
    }

    public override void OnDropped(DropReason reason) => told.Add($"dropped: {DropReasons.Name(reason)}");

    public override void OnReturned() => told.Add("returned");
}
