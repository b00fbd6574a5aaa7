using NetSim.Actors.Lanes;

namespace NetSim.Cli.Bench.Actors;

internal static class ActorWorkloads
{
    public static ActorMeasurement PingPong(int messages)
    {
        using var system = LaneSystem.CreateVirtual("bench");
        IActorRef a = Make(system, new Bouncer.Producer(messages / 2), "a");
        IActorRef b = Make(system, new Bouncer.Producer(messages / 2), "b");
        a.Tell(new Start(b), ActorRefs.NoSender);
        return ActorMeasurement.Of(messages, () => system.RunUntilIdle());
    }

    public static ActorMeasurement Ring(int actors, int tokens, int hops)
    {
        using var system = LaneSystem.CreateVirtual("bench");
        IActorRef[] ring = MakeRing(system, actors, hops / tokens);
        for (int i = 0; i < tokens; i++) ring[i % actors].Tell(new Token { Left = hops / tokens }, ActorRefs.NoSender);
        return ActorMeasurement.Of(hops, () => system.RunUntilIdle());
    }

    public static ActorMeasurement FanIn(int senders, int messages)
    {
        using var system = LaneSystem.CreateVirtual("bench");
        IActorRef sink = Make(system, new Sink.Producer(), "sink");
        for (int i = 0; i < senders; i++)
        {
            IActorRef flooder = Make(system, new Flooder.Producer(messages / senders / 100), $"flooder-{i}");
            flooder.Tell(new Start(sink), ActorRefs.NoSender);
        }

        return ActorMeasurement.Of(messages, () => system.RunUntilIdle());
    }

    public static ActorMeasurement BetweenGroups(int messages)
    {
        using var system = LaneSystem.CreateVirtual("bench");
        Lane lane = system.Lanes[0];
        IActorRef a = system.System.ActorOf(Props.CreateBy(new Bouncer.Producer(messages / 2)).Placed(lane, 1), "a");
        IActorRef b = system.System.ActorOf(Props.CreateBy(new Bouncer.Producer(messages / 2)).Placed(lane, 2), "b");
        a.Tell(new Start(b), ActorRefs.NoSender);
        return ActorMeasurement.Of(messages, () => system.RunUntilIdle());
    }

    public static ActorMeasurement TellAtRing(int tokens, int hops)
    {
        using var system = LaneSystem.CreateVirtual("bench");
        IActorRef[] ring = new IActorRef[64];
        for (int i = 0; i < ring.Length; i++) ring[i] = Make(system, new Delayer.Producer(), $"d{i}");
        for (int i = 0; i < ring.Length; i++) ring[i].Tell(new Start(ring[(i + 1) % ring.Length]), ActorRefs.NoSender);
        for (int i = 0; i < tokens; i++) ring[i % ring.Length].Tell(new Token { Left = hops / tokens, Random = (uint)(i * 2654435761) | 1 }, ActorRefs.NoSender);
        return ActorMeasurement.Of(hops, () => system.RunUntilIdle());
    }

    public static ActorMeasurement Spawn(int count)
    {
        var system = LaneSystem.CreateVirtual("bench");
        IActorRef parent = Make(system, new Spawner.Producer(), "parent");
        system.RunUntilIdle();
        long live = GC.GetTotalMemory(forceFullCollection: true);
        parent.Tell(new Spawn(count), ActorRefs.NoSender);
        ActorMeasurement spawned = ActorMeasurement.Of(count, () => system.RunUntilIdle());
        live = GC.GetTotalMemory(forceFullCollection: true) - live;
        ActorMeasurement stopped = ActorMeasurement.Of(count, () => system.Dispose());
        return spawned with { Note = $"live {live / count} B/actor, all stopped in {stopped.Seconds:F3} s" };
    }

    public static ActorMeasurement RealPingPong(int lanes, int messages)
    {
        using var system = LaneSystem.CreateReal("bench", new RealTimeOptions { Lanes = lanes });
        using var done = new ManualResetEventSlim();
        IActorRef a = system.System.ActorOf(Props.CreateBy(new Bouncer.Producer(messages / 2, done)).Placed(system.Lanes[0], 0), "a");
        IActorRef b = system.System.ActorOf(Props.CreateBy(new Bouncer.Producer(messages / 2, done)).Placed(system.Lanes[lanes - 1], lanes - 1), "b");
        return ActorMeasurement.Of(messages, () =>
        {
            a.Tell(new Start(b), ActorRefs.NoSender);
            done.Wait();
        });
    }

    private static IActorRef Make(LaneSystem system, IIndirectActorProducer producer, string name) =>
        system.System.ActorOf(Props.CreateBy(producer), name);

    private static IActorRef[] MakeRing(LaneSystem system, int actors, int hops)
    {
        var ring = new IActorRef[actors];
        for (int i = 0; i < actors; i++) ring[i] = Make(system, new Passer.Producer(), $"p{i}");
        for (int i = 0; i < actors; i++) ring[i].Tell(new Start(ring[(i + 1) % actors]), ActorRefs.NoSender);
        return ring;
    }
}
