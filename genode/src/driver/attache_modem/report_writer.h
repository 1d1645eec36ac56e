/*
 * \brief  One report, which is submitted if it says something new
 * \author attache maintainers
 * \date   2026-12-01
 */

#ifndef _REPORT_WRITER_H_
#define _REPORT_WRITER_H_

#include <base/attached_dataspace.h>
#include <base/node.h>
#include <report_session/client.h>

#include <optional_session.h>

namespace Attache { class Report_writer; }


class Attache::Report_writer : Noncopyable
{
	public:

		enum { SIZE = 8192 }; /* the trace has 32 lines of up to 128 bytes */

		using Label = Session_label;

	private:

		Label const _label;

		Optional_session<Report::Session> const _session;

		Constructible<Report::Session_client> _client { };
		Constructible<Attached_dataspace>     _ds     { };

		size_t _len = 0; /* of the last one, which is still in the dataspace */

		bool _same(char const *text, size_t len)
		{
			return len == _len
			    && Genode::memcmp(_ds->local_addr<char>(), text, len) == 0;
		}

	public:

		Report_writer(Env &env, Label const &label)
		:
			_label(label),
			_session(env, label, Ram_quota { SIZE + 10*1024 },
			         { "buffer_size=", unsigned(SIZE) })
		{
			if (!_session.cap().valid()) {
				warning("report '", _label, "' was denied and is not written");
				return;
			}
			_client.construct(_session.cap());
			_ds.construct(env.rm(), _client->dataspace());
		}

		/**
		 * \param scratch  room where the text is made, SIZE bytes
		 * \param type     of the top-level node
		 * \param fn       called with a 'Generator &'
		 */
		void generate(char *scratch, char const *type, auto const &fn)
		{
			if (!_ds.constructed())
				return;

			size_t const room = min(_ds->size(), size_t(SIZE));

			Generator::generate(Byte_range_ptr(scratch, room), type, fn).with_result(
				[&] (size_t len) {
					if (_same(scratch, len))
						return;

					Genode::memcpy(_ds->local_addr<char>(), scratch, len);
					_len = len;
					_client->submit(len);
				},
				[&] (Buffer_error) {
					error("report '", _label, "' exceeds ", room, " bytes"); });
		}
};

#endif /* _REPORT_WRITER_H_ */
