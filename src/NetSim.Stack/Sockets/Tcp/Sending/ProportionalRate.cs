namespace NetSim.Stack.Sockets.Tcp.Sending;

/// <summary>
/// Proportional Rate Reduction (RFC 6937, RFC 9937): in fast recovery so much is sent for each ACK, in proportion to what it delivers, that
/// at the end the flight is the new window. Neither half a round trip of silence nor a burst.
/// </summary>
internal sealed class ProportionalRate
{
    // RecoverFS, prr_delivered and prr_out.
    private long _flight;
    private long _delivered;
    private long _sent;

    /// <summary>What may be sent now: SndCnt less what was sent since the ACK.</summary>
    public long Room { get; private set; }

    /// <summary>Fast recovery begins.</summary>
    /// <param name="flight">What its ACKs can deliver, the present one included.</param>
    public void Start(long flight)
    {
        _flight = Math.Max(1, flight);
        _delivered = _sent = Room = 0;
    }

    /// <summary>An ACK in fast recovery, the first included, has delivered something.</summary>
    /// <param name="delivered">Bytes acknowledged or SACKed for the first time.</param>
    /// <param name="pipe">What is in the network after the ACK.</param>
    /// <param name="threshold">ssthresh: where the flight shall end.</param>
    /// <param name="catchUp">One segment if the ACK is a good sign (SND.UNA moved, no further loss): as fast as slow start; else 0.</param>
    public void OnAck(int delivered, long pipe, long threshold, int catchUp)
    {
        if (delivered <= 0) return;
        _delivered += delivered;
        if (pipe > threshold)
        {
            Room = (long)(((Int128)_delivered * threshold + _flight - 1) / _flight) - _sent;
            return;
        }
        long most = Math.Max(_delivered - _sent, delivered) + catchUp;
        Room = Math.Min(threshold - pipe, most);
    }

    /// <summary>Something went out in fast recovery, for the first time or again.</summary>
    public void OnSent(int bytes)
    {
        _sent += bytes;
        Room -= bytes;
    }
}
