using System.Threading.Channels;
using NetSim.Simulation.Actors;
using NetSim.Simulation.Telemetry.Traces;
using NetSim.Wire.Buffers;
using NetSim.Wire.Capture;
using NetSim.Wire.Time;

namespace NetSim.Simulation.Operating;

/// <summary>
/// What an interface sees from now on, as a pcapng stream. Whoever reads too slowly misses frames, which are counted: the lane never waits.
/// </summary>
public sealed class LiveCapture : IFrameTap, IDisposable
{
    private const int MostWaiting = 4096;

    private readonly Channel<byte[]> _blocks = Channel.CreateBounded<byte[]>(MostWaiting);
    private readonly MemoryStream _buffer = new();
    private readonly PcapngWriter _writer;
    private readonly CaptureRecorder _recorder;
    private Instant _now;
    private long _missed;

    private readonly Action<LiveCapture> _onEnd;

    /// <param name="description">Of the interface.</param>
    /// <param name="epoch">Instant zero, in nanoseconds since 1970.</param>
    /// <param name="onEnd">Called once, when nobody wants it any more.</param>
    internal LiveCapture(CaptureInterface description, long epoch, Action<LiveCapture> onEnd)
    {
        _onEnd = onEnd;
        _writer = new PcapngWriter(_buffer, new CaptureSection { Application = "NetSim" }) { Epoch = epoch };
        _writer.AddInterface(description);
        _recorder = new CaptureRecorder(_writer, new RecyclingPacketPool()) { Patience = Duration.FromSeconds(1), Ready = HandOutSettled };
        HandOut();
    }

    /// <summary>Pieces of the stream, as they come; it ends with the run, or with who reads.</summary>
    public ChannelReader<byte[]> Blocks => _blocks.Reader;

    /// <summary>Frames that nobody took in time.</summary>
    public long Missed => Interlocked.Read(ref _missed);

    void IFrameTap.OnFrame(Instant now, Packet frame, FrameDirection direction)
    {
        _now = now;
        CaptureDirection way = direction == FrameDirection.Receive ? CaptureDirection.Inbound : CaptureDirection.Outbound;
        if (_recorder.Record(0, now, frame, way) is { } captured) Journey.Await(frame, captured, direction);
        HandOutSettled();
    }

    /// <summary>Looks on no longer.</summary>
    public void Dispose()
    {
        if (_blocks.Writer.TryComplete()) _onEnd(this);
    }

    /// <summary>The run is over.</summary>
    internal void End()
    {
        int waiting = _recorder.Waiting;
        _recorder.WriteAll();
        HandOut(waiting);
        _blocks.Writer.TryComplete();
    }

    private void HandOutSettled()
    {
        int waiting = _recorder.Waiting;
        _recorder.WriteSettled(_now);
        HandOut(waiting);
    }

    /// <param name="waiting">Frames that waited before.</param>
    private void HandOut(int waiting)
    {
        int frames = waiting - _recorder.Waiting;
        if (frames > 0 && !HandOut()) Interlocked.Add(ref _missed, frames);
    }

    private bool HandOut()
    {
        _writer.Flush();
        bool isTaken = _blocks.Writer.TryWrite(_buffer.ToArray());
        _buffer.SetLength(0);
        return isTaken;
    }
}
