using NetSim.Simulation.Topology.Diagnostics;
using NetSim.Simulation.Topology.Document;
using NetSim.Simulation.Topology.Plan;

namespace NetSim.Simulation.Topology.Planning;

/// <summary>The clock, which a real device decides if nobody else does.</summary>
internal static class TimePlanner
{
    public static void Plan(PlanDraft draft)
    {
        TimeDocument? document = draft.Document.Time;
        ClockDocument clock = Requested(draft, document?.Clock?.Value ?? new ClockDocument(ClockWord.Auto));
        bool hasDevice = draft.Builder.Devices.Count > 0;
        bool isVirtual = clock.Word == ClockWord.Virtual || (clock.Word == ClockWord.Auto && !hasDevice);
        TimeMode mode = isVirtual ? TimeMode.Virtual : TimeMode.Real;
        draft.Builder.Time = new TimePlan(mode, clock.Scale, draft.Options.Stop ?? document?.Stop?.Value);
        if (!isVirtual || !hasDevice) return;
        DevicePlan device = draft.Builder.Devices[0];
        draft.Diagnostics.AddAtKey(draft.InterfaceSources[device.InterfaceId].Place, DiagnosticCode.DeviceInVirtualTime,
            $"{(device.DeviceName is null ? $"the device '{device.Name}' here" : "a network namespace")} is real, and real hosts do not live in virtual time: use 'mode: real' or 'mode: auto'");
    }

    private static ClockDocument Requested(PlanDraft draft, ClockDocument ofFile) => draft.Options.TimeMode switch
    {
        TimeMode.Virtual => new ClockDocument(ClockWord.Virtual),
        TimeMode.Real => new ClockDocument(ClockWord.Real),
        _ => ofFile,
    };
}
