using NetSim.Simulation.Determinism;

namespace NetSim.Simulation.Links;

/// <summary>Where a loss model with a memory is.</summary>
internal struct LossChain
{
    private bool _isBad;
    private State _state;

    /// <summary>By the names of netem; the packet's fate follows from the state.</summary>
    private enum State : byte
    {
        Received,
        ReceivedInBurst,
        LostInBurst,
        LostAlone,
    }

    /// <summary>As netem does: a packet is lost by the state that it finds, and the state changes behind it.</summary>
    public bool IsLost(BurstLoss bursts, RandomStream dice)
    {
        bool wasBad = _isBad;
        if (dice.NextDouble() < (wasBad ? bursts.R : bursts.P)) _isBad = !wasBad;
        double chance = wasBad ? bursts.Bad : bursts.Good;
        return chance > 0 && dice.NextDouble() < chance;
    }

    /// <summary>As netem does: the state changes first, and then decides.</summary>
    public bool IsLost(StateLoss chances, RandomStream dice)
    {
        double roll = dice.NextDouble();
        _state = _state switch
        {
            State.Received when roll < chances.P14 => State.LostAlone,
            State.Received when roll < chances.P14 + chances.P13 => State.LostInBurst,
            State.ReceivedInBurst when roll < chances.P23 => State.LostInBurst,
            State.LostInBurst when roll < chances.P32 => State.ReceivedInBurst,
            State.LostInBurst when roll < chances.P32 + chances.P31 => State.Received,
            State.LostAlone => State.Received,
            _ => _state,
        };
        return _state is State.LostInBurst or State.LostAlone;
    }
}
