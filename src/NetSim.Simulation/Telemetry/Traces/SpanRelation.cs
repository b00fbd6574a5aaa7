using System.Diagnostics;

namespace NetSim.Simulation.Telemetry.Traces;

/// <summary>Links from a span to another one that is neither above nor below it.</summary>
internal static class SpanRelation
{
    /// <summary>To the connection that a packet belongs to, at the end that sent it.</summary>
    public const string Flow = "flow";

    /// <summary>To the packet that carried the same bytes first.</summary>
    public const string RetransmissionOf = "retransmission_of";

    /// <summary>To the packet that was answered.</summary>
    public const string ReplyTo = "reply_to";

    /// <summary>From the way of a packet through a tunnel to the packet that carried it.</summary>
    public const string CarriedBy = "carried_by";

    /// <summary>To the packet that is carried through a tunnel.</summary>
    public const string Carries = "carries";

    public static ActivityLink Link(string relation, ActivityContext to) =>
        new(to, new ActivityTagsCollection { [TelemetryNames.Relation] = relation });
}
