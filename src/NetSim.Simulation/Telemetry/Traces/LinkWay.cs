using NetSim.Simulation.Links;
using NetSim.Wire.Time;

namespace NetSim.Simulation.Telemetry.Traces;

/// <summary>One direction of a link, as journeys see it: its names, and when its transmitter is free.</summary>
/// <param name="core">The direction.</param>
/// <param name="link">The link's name.</param>
/// <param name="direction"><c>a_to_b</c> or <c>b_to_a</c>.</param>
/// <param name="ends">The interfaces at both ends, in the direction of the way.</param>
internal sealed class LinkWay(LinkDirection core, string link, string direction, (string From, string To) ends)
{
    public string Link { get; } = link;

    public string Direction { get; } = direction;

    public string From => ends.From;

    public string To => ends.To;

    public Instant FreeAt => core.FreeAt;

    public Instant? LastStart => core.LastStart;
}
