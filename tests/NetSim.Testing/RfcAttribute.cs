namespace NetSim.Testing;

/// <summary>
/// What of an RFC a test holds NetSim to. docs/conformance.md is made of these; whoever changes one writes it anew with
/// NETSIM_UPDATE_EXPECTED=1 and the tests of NetSim.Architecture.Tests.
/// </summary>
/// <param name="number">Of the RFC.</param>
/// <param name="places">
/// Sections ("3.2.1.3"), of RFC 9293 also the ids of its appendix B ("MUST-58"), of those on NAT their requirements ("REQ-1"). They stand in the
/// source as plain texts, since that is where they are read.
/// </param>
[AttributeUsage(AttributeTargets.Method, AllowMultiple = true)]
public sealed class RfcAttribute(int number, params string[] places) : Attribute
{
    public int Number { get; } = number;

    public IReadOnlyList<string> Places { get; } = places;
}
