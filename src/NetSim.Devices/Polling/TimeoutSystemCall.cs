namespace NetSim.Devices.Polling;

/// <summary>How to sleep for nanoseconds on an epoll descriptor.</summary>
internal enum TimeoutSystemCall
{
    /// <summary>epoll_pwait2, Linux 5.11.</summary>
    EpollWait2,

    /// <summary>ppoll on the epoll descriptor, then epoll_wait: two calls, but on any kernel and no coarser.</summary>
    Poll,
}
