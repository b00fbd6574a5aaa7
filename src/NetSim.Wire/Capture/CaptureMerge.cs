using NetSim.Wire.Time;

namespace NetSim.Wire.Capture;

/// <summary>
/// Brings captures of one clock together: all packets by their times, and those of one time in the order of their files. Each file keeps its own order.
/// </summary>
public static class CaptureMerge
{
    /// <param name="parts">Each is read forwards once, and stays open. What is behind a bad block of one is left out.</param>
    /// <param name="into">Without an epoch of its own: times are those of the parts.</param>
    public static void Merge(IReadOnlyList<Stream> parts, PcapngWriter into)
    {
        ArgumentNullException.ThrowIfNull(parts);
        ArgumentNullException.ThrowIfNull(into);
        var next = new PriorityQueue<Part, (long Time, int Index)>();
        var read = new Part[parts.Count];
        for (int i = 0; i < read.Length; i++) read[i] = new Part(parts[i], i);
        foreach (Part part in read)
        {
            bool hasPacket = part.TryAdvance();
            part.Declare(into);
            if (hasPacket) next.Enqueue(part, part.Place);
        }
        while (next.TryDequeue(out Part? part, out _))
        {
            part.Write(into);
            if (part.TryAdvance()) next.Enqueue(part, part.Place);
        }
    }

    private sealed class Part(Stream stream, int index)
    {
        private readonly PcapngReader _reader = new(stream);
        private byte[] _bytes = new byte[2048];
        private int _length;
        private Instant _time;
        private int _interface;
        private CaptureDirection _direction;
        private string _comment = "";
        private int _first;
        private int _declared;

        public (long Time, int Index) Place => (_time.Nanoseconds, index);

        public bool TryAdvance()
        {
            if (!_reader.TryRead(out CaptureRecord record)) return false;
            if (_bytes.Length < record.Bytes.Length) _bytes = new byte[record.Bytes.Length * 2];
            record.Bytes.CopyTo(_bytes);
            _length = record.Bytes.Length;
            (_time, _interface, _direction) = (record.Time, record.InterfaceNumber, record.Direction);
            _comment = record.CommentBytes.IsEmpty ? "" : record.Comment;
            return _declared == 0 || _interface < _declared;
        }

        public void Declare(PcapngWriter into)
        {
            _first = into.Interfaces.Count;
            foreach (CaptureInterface one in _reader.Interfaces) into.AddInterface(one);
            _declared = _reader.Interfaces.Count;
        }

        public void Write(PcapngWriter into) => into.Write(_first + _interface, _time, _bytes.AsSpan(0, _length), _direction, _comment);
    }
}
