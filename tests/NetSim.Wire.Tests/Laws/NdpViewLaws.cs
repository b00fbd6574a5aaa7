using NetSim.Wire.Icmpv6;

namespace NetSim.Wire.Tests.Laws;

public sealed class NeighborSolicitationViewLaw : WireViewLaw<NeighborSolicitationView>
{
    protected override IReadOnlyList<byte[]> Valid => [Samples.NeighborSolicitation];

    protected override void ReadDeeper(ref NeighborSolicitationView view) => NdpOptionLaw.ReadAll(view.Options);
}

public sealed class NeighborAdvertisementViewLaw : WireViewLaw<NeighborAdvertisementView>
{
    protected override IReadOnlyList<byte[]> Valid => [Samples.NeighborAdvertisement];

    protected override void ReadDeeper(ref NeighborAdvertisementView view) => NdpOptionLaw.ReadAll(view.Options);
}

public sealed class RouterSolicitationViewLaw : WireViewLaw<RouterSolicitationView>
{
    protected override IReadOnlyList<byte[]> Valid => [Samples.RouterSolicitation];

    protected override void ReadDeeper(ref RouterSolicitationView view) => NdpOptionLaw.ReadAll(view.Options);
}

public sealed class RouterAdvertisementViewLaw : WireViewLaw<RouterAdvertisementView>
{
    protected override IReadOnlyList<byte[]> Valid => [Samples.RouterAdvertisement];

    protected override void ReadDeeper(ref RouterAdvertisementView view) => NdpOptionLaw.ReadAll(view.Options);
}

public sealed class RedirectViewLaw : WireViewLaw<RedirectView>
{
    protected override IReadOnlyList<byte[]> Valid => [Samples.Redirect];

    protected override void ReadDeeper(ref RedirectView view) => NdpOptionLaw.ReadAll(view.Options);
}

internal static class NdpOptionLaw
{
    public static void ReadAll(NdpOptions options)
    {
        foreach (NdpOption option in options)
        {
            Assert.True(option.Bytes.Length >= 8);
            option.TryGetLinkLayerAddress(out _);
            option.TryGetPrefixInformation(out _);
            option.TryGetMtu(out _);
            option.TryGetRedirectedPacket(out _);
            if (!option.TryGetDnsServers(out _, out int count)) continue;
            for (int i = 0; i < count; i++) option.DnsServer(i);
        }
    }
}
