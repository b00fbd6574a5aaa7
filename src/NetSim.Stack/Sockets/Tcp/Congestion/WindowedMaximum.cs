namespace NetSim.Stack.Sockets.Tcp.Congestion;

/// <summary>The largest value of the last few rounds, from the best three of different age (Kathleen Nichols' algorithm).</summary>
internal struct WindowedMaximum(long rounds)
{
    private (long Round, long Value) _best;
    private (long Round, long Value) _second;
    private (long Round, long Value) _third;

    public readonly long Value => _best.Value;

    public void Add(long round, long value)
    {
        var sample = (round, value);
        if (value >= _best.Value || round - _third.Round > rounds)
        {
            _best = _second = _third = sample;
            return;
        }
        if (value >= _second.Value) _second = _third = sample;
        else if (value >= _third.Value) _third = sample;
        Age(sample);
    }

    private void Age((long Round, long Value) sample)
    {
        long age = sample.Round - _best.Round;
        if (age > rounds)
        {
            _best = _second;
            _second = _third;
            _third = sample;
            if (sample.Round - _best.Round <= rounds) return;
            _best = _second;
            _second = _third;
        }
        else if (_second.Round == _best.Round && age > rounds / 4)
        {
            _second = _third = sample;
        }
        else if (_third.Round == _second.Round && age > rounds / 2)
        {
            _third = sample;
        }
    }
}
