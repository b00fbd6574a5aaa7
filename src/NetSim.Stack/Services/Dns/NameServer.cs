using NetSim.Wire.Dns;

namespace NetSim.Stack.Services.Dns;

/// <summary>How a question came, which is how long the answer may be.</summary>
public enum DnsTransport : byte
{
    Udp,

    /// <summary>RFC 7766.</summary>
    Tcp,
}

/// <summary>
/// An authoritative name server (RFC 1035, RFC 6891): answers from its zone, refuses what is not its own, asks nobody. Sans-I/O: a question
/// in, an answer out.
/// </summary>
public sealed class NameServer(DnsZone zone)
{
    /// <summary>The longest datagram that is sent, and the longest message at all (RFC 6891 6.2.5, and 1232 as it is set everywhere since 2020).</summary>
    public const int LongestDatagram = 1232, LongestMessage = ushort.MaxValue;

    /// <summary>RFC 1035 4.2.1: what everybody takes.</summary>
    private const int PlainDatagram = 512;

    private const int MostAliases = 8;

    /// <param name="query">The message that came.</param>
    /// <param name="transport">How it came.</param>
    /// <param name="answer">At least <see cref="LongestDatagram"/> or <see cref="LongestMessage"/> bytes.</param>
    /// <returns>Bytes of the answer; 0 if there is none to give: what is no question is not answered.</returns>
    public int Answer(ReadOnlySpan<byte> query, DnsTransport transport, Span<byte> answer)
    {
        if (query.Length < 12) return 0;
        if (!DnsView.TryParse(query, out DnsView view))
        {
            // A header is there, so its sender can be told (RFC 1035 4.1.1); an answer that nobody can read is never answered.
            if ((query[2] & 0x80) != 0) return 0;
            var refusal = new DnsWriter(answer, (ushort)(query[0] << 8 | query[1]), DnsFlags.Response, DnsResponseCode.FormatError);
            refusal.SetOperation(query[2] >> 3 & 0xF);
            return refusal.Written.Length;
        }
        if (view.IsResponse) return 0;
        Extension extension = ReadExtension(view);
        int limit = transport == DnsTransport.Tcp ? LongestMessage : Math.Clamp(extension.PayloadSize, PlainDatagram, LongestDatagram);
        var writer = new DnsWriter(answer[..Math.Min(limit, answer.Length)], view.Id, DnsFlags.Response | (view.Flags & DnsFlags.RecursionDesired));
        writer.SetOperation(view.Operation);
        // Room for the OPT record is kept, so that a long answer cannot push it out.
        if (extension.IsThere) writer.Keep(DnsWriter.ExtensionLength);
        DnsResponseCode code = extension.Version > 0 ? DnsResponseCode.BadVersion : Fill(view, ref writer);
        writer.Set(code);
        writer.Keep(0);
        if (extension.IsThere) writer.TryAddExtension(LongestDatagram, code);
        return writer.Written.Length;
    }

    private DnsResponseCode Fill(in DnsView view, ref DnsWriter writer)
    {
        if (view.Operation != 0) return DnsResponseCode.NotImplemented;
        if (view.QuestionCount != 1) return DnsResponseCode.FormatError;
        DnsQuestions questions = view.Questions;
        questions.MoveNext();
        DnsQuestion question = questions.Current;
        writer.TryAdd(question);
        if (question.Class is not (DnsClass.Internet or DnsClass.Any) || !zone.IsResponsibleFor(question.Name)) return DnsResponseCode.Refused;
        writer.Set(DnsFlags.Authoritative);
        return Follow(question, ref writer);
    }

    /// <summary>RFC 1034 4.3.2: an alias leads to where the answer is, as long as that is in the zone.</summary>
    private DnsResponseCode Follow(DnsQuestion question, ref DnsWriter writer)
    {
        DnsName name = question.Name;
        for (int aliases = 0; aliases < MostAliases; aliases++)
        {
            if (!zone.TryFind(name, out DnsRecord[]? records))
            {
                writer.TryAdd(DnsSection.Authority, zone.AuthorityOf(name));
                return DnsResponseCode.NoSuchName;
            }
            DnsRecord? alias = null;
            int found = 0;
            foreach (DnsRecord record in records)
            {
                if (record.Type == DnsType.Cname) alias = record;
                if (record.Type != question.Type && question.Type != DnsType.Any) continue;
                found++;
                if (!writer.TryAdd(DnsSection.Answer, record)) return Truncate(ref writer);
            }
            if (found > 0) return DnsResponseCode.NoError;
            if (alias is null)
            {
                writer.TryAdd(DnsSection.Authority, zone.AuthorityOf(name));
                return DnsResponseCode.NoError;
            }
            if (!writer.TryAdd(DnsSection.Answer, alias)) return Truncate(ref writer);
            name = alias.Target;
            if (!zone.IsResponsibleFor(name)) return DnsResponseCode.NoError;
        }
        return DnsResponseCode.NoError;
    }

    private static DnsResponseCode Truncate(ref DnsWriter writer)
    {
        writer.Set(DnsFlags.Truncated);
        return DnsResponseCode.NoError;
    }

    private readonly record struct Extension(bool IsThere, int PayloadSize, int Version);

    private static Extension ReadExtension(in DnsView view)
    {
        foreach (DnsRecordView record in view.Records)
        {
            if (record is { Section: DnsSection.Additional, Type: DnsType.Opt }) return new Extension(true, record.PayloadSize, record.Version);
        }
        return default;
    }
}
