using NetSim.Actors.Lanes;
using NetSim.Actors.Tests.Contract;

namespace NetSim.Actors.Tests.Engine;

/// <summary>A system whose lane runs by itself: the contract holds there too, except for what measures time.</summary>
internal static class RealClockSystem
{
    public static ActorSystem Make() => LaneSystem.CreateReal("test", new RealTimeOptions()).System;
}

public sealed class RestartOnTheRealClockTests() : RestartTests(RealClockSystem.Make());

public sealed class StopOnTheRealClockTests() : StopTests(RealClockSystem.Make());

public sealed class DeathWatchOnTheRealClockTests() : DeathWatchTests(RealClockSystem.Make());

public sealed class SupervisionOnTheRealClockTests() : SupervisionTests(RealClockSystem.Make());

public sealed class BehaviourOnTheRealClockTests() : BehaviourTests(RealClockSystem.Make());

public sealed class StashOnTheRealClockTests() : StashTests(RealClockSystem.Make());

public sealed class QuestionOnTheRealClockTests() : QuestionTests(RealClockSystem.Make());

public sealed class AsyncHandlerOnTheRealClockTests() : AsyncHandlerTests(RealClockSystem.Make());

public sealed class DeadLetterOnTheRealClockTests() : DeadLetterTests(RealClockSystem.Make());

public sealed class ReferenceOnTheRealClockTests() : ReferenceTests(RealClockSystem.Make());

public sealed class LifecycleOnTheRealClockTests() : LifecycleTests(RealClockSystem.Make());
