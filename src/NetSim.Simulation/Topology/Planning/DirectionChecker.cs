using NetSim.Simulation.Topology.Diagnostics;
using NetSim.Simulation.Topology.Document;
using NetSim.Simulation.Topology.Plan;
using NetSim.Simulation.Topology.Quantities;

namespace NetSim.Simulation.Topology.Planning;

/// <summary>What is said of a direction, by a link, a profile, the defaults or an event: whether it can be, and what the files say that it names.</summary>
internal sealed class DirectionChecker(PlanDraft draft, LinkFiles files)
{
    public const string ReordersNothing = "packets are to be sent ahead, and there is no delay that they could be spared: add one";

    public void Check(LinkPropertiesDocument properties)
    {
        Check(properties.Forward);
        if (properties.Reverse is { } reverse) Check(reverse);
    }

    public void Check(ChangeDocument change)
    {
        Check(change.Forward);
        if (change.Reverse is { } reverse) Check(reverse);
    }

    private void Check(DirectionDocument direction)
    {
        if (direction.Loss?.Chain is { } chain) CheckChain(direction.Loss, chain);
        if (direction.Bucket is { IsDamaged: false } bucket) CheckBucket(bucket);
        if (direction.Slots is { IsDamaged: false } slots) CheckSlots(slots);
        if (direction.Delay?.TableFile is { } table) direction.Words = direction.Words with { Table = files.Table(table) };
        if (direction.Trace is not { } trace) return;
        if (direction.Words.Rate is not null)
        {
            draft.Diagnostics.AddAtKey(trace.Place, DiagnosticCode.KeysExclude, "rate and trace exclude each other: the trace says when packets leave");
        }
        if (trace.Value.File is { } file) direction.Words = direction.Words with { Trace = files.Trace(file) ?? DeliveryTracePlan.None };
    }

    private void CheckChain(LossDocument loss, FourStateLoss chain)
    {
        CheckSum("p13", chain.P13, "p14", chain.P14);
        CheckSum("p31", chain.P31, "p32", chain.P32);

        void CheckSum(string first, Percentage one, string second, Percentage other)
        {
            if ((long)one.PartsPerBillion + other.PartsPerBillion <= Percentage.Whole) return;
            draft.Diagnostics.AddAtKey(loss.Place, DiagnosticCode.OutOfRange, $"{first} ({one}) and {second} ({other}) are more than 100 % together");
        }
    }

    private void CheckBucket(BucketDocument bucket)
    {
        TokenBucketPlan plan = bucket.Plan;
        if (bucket.Rate is not { } rate) return;
        if (plan.Rate.IsUnlimited) Refuse(rate.Place, "a bucket without a limit of rate does nothing: write 'bucket: none', or leave it out");
        else if (bucket.PeakRate is { } peak && peak.Value.BitsPerSecond <= rate.Value.BitsPerSecond)
            Refuse(peak.Place, $"the peak rate ({peak.Value}) must be above the rate ({rate.Value})");
        else if (plan.LargestPacket == 0) Refuse(bucket.Place, "a bucket that holds nothing lets nothing pass");
    }

    private void CheckSlots(SlotsDocument slots)
    {
        if (!slots.IsStated) return;
        if (slots.Plan.Max < slots.Plan.Min) Refuse(slots.Max!.Place, "the longest time to the next slot is shorter than the least");
        else if (slots.Plan.IsNone) Refuse(slots.Place, "slots without time between them do nothing: write 'slots: none', or leave them out");
    }

    private void Refuse(Place place, string objection) => draft.Diagnostics.Add(place, DiagnosticCode.OutOfRange, objection);
}
