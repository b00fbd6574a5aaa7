namespace NetSim.Actors.Supervision;

/// <summary>How often a child was restarted within the current window.</summary>
internal sealed class RestartRecord
{
    private int _restarts;
    private long _windowStart;

    /// <param name="maxRetries">Negative: no limit on the number.</param>
    /// <param name="window">Nanoseconds on the lane's clock; 0 or less: for ever.</param>
    /// <param name="now">Nanoseconds.</param>
    public bool MayRestart(int maxRetries, long window, long now)
    {
        if (maxRetries == 0) return false;
        if (maxRetries < 0) maxRetries = window > 0 ? 1 : int.MaxValue;
        if (window <= 0) return ++_restarts <= maxRetries;
        if (_restarts == 0 || now - _windowStart > window)
        {
            // The window tumbles: the first failure after its end opens the next.
            _windowStart = now;
            _restarts = 1;
            return true;
        }

        return ++_restarts <= maxRetries;
    }
}
