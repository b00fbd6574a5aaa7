using System.Diagnostics.CodeAnalysis;
using Microsoft.Win32.SafeHandles;
using NetSim.Devices.Tun;
using NetSim.Wire.Buffers;

namespace NetSim.Devices;

/// <summary>The data plane of something of this machine that packets come from and go to. Everything but <see cref="Handle"/> belongs to one lane.</summary>
public interface IDevicePort : IDisposable
{
    /// <summary>What packets start with.</summary>
    LinkType LinkType { get; }

    /// <summary>For a <see cref="Polling.Poller"/>.</summary>
    SafeFileHandle Handle { get; }

    TunDeviceState State { get; }

    TunCounters Counters { get; }

    /// <summary>What may be written as it is.</summary>
    TunOffloads Offloads { get; }

    /// <summary>Takes the next packet; never waits.</summary>
    /// <param name="pool">Where to rent the packet from.</param>
    /// <param name="packet">The caller's.</param>
    /// <returns>False if there is none just now, or if <see cref="State"/> is no longer open.</returns>
    bool TryRead(PacketPool pool, [NotNullWhen(true)] out Packet? packet);

    /// <summary>Hands a packet to the system, whatever becomes of it the caller's still.</summary>
    TunWriteResult Write(Packet packet);

    /// <summary>Shows the system a cable plugged in or pulled out, if it can be shown.</summary>
    /// <returns>Null if it was done, or cannot be.</returns>
    DeviceError? SetCarrier(TunCarrier carrier);
}
