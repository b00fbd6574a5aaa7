using NetSim.Wire.Time;

namespace NetSim.Stack.Sockets.Tcp.Sending;

/// <summary>
/// One sending of one segment. RFC 8985 section 6.2 orders them by time and, within one instant, by sequence number; a count says the same
/// and knows the order of retransmissions within one instant as well.
/// </summary>
/// <param name="SentAt">When.</param>
/// <param name="Order">How many segments the connection had sent before, retransmissions counted.</param>
internal readonly record struct Transmission(Instant SentAt, long Order)
{
    public bool IsAfter(Transmission other) => Order > other.Order;
}
