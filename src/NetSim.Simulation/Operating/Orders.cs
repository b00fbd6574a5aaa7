using NetSim.Simulation.Applications;
using NetSim.Simulation.Sockets.Outside;
using NetSim.Simulation.Topology.Plan;
using NetSim.Wire.Time;

namespace NetSim.Simulation.Operating;

/// <summary>From outside to the simulation: let this happen, its time counted from now. Answered with the time at which it takes effect.</summary>
internal sealed record HappenOrder(EventPlan Event, Operation<Instant> TakenAt);

/// <summary>From outside to the simulation: run this now. Answered when it has ended.</summary>
internal sealed record RunOrder(ApplicationPlan Application, Operation<ApplicationRecord> Ended);

/// <summary>From outside to the simulation: do this between two events, on the lane.</summary>
internal sealed record LookOrder(Action Look);

/// <summary>From outside to an interface or port: let somebody look on, or no longer.</summary>
/// <param name="Change">From who looks on to who shall; null: nobody.</param>
internal sealed record TapChange(Func<Actors.IFrameTap?, Actors.IFrameTap?> Change);
