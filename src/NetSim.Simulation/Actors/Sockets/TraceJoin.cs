using System.Diagnostics;

namespace NetSim.Simulation.Actors.Sockets;

/// <summary>To a socket: what it carries from now on is part of a trace of its peer's.</summary>
/// <param name="Application">The span of the peer, as it said in <c>traceparent</c> (W3C Trace Context 3.2).</param>
internal sealed record TraceJoin(ActivityContext Application);
